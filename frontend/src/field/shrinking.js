// Photos are made small on the device and drawn anew, so that nothing of what the camera noted (EXIF) goes with them.
const LONGEST = 1600; // pixels of the longer side
const QUALITY = 0.8;

/** A JPEG of at most LONGEST pixels a side, turned upright. Throws where the browser cannot read the file. */
export async function shrink(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#ffffff"; // behind what is transparent
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY),
  );
}
