// Where a JPEG was taken, from the camera's notes in its first bytes. Nothing leaves the device for that.

const ENOUGH = 256 * 1024; // bytes in which the notes lie
const GPS = 0x8825;

/** [longitude, latitude] in degrees, or null. */
export async function placeOf(file) {
  try {
    const view = new DataView(await file.slice(0, ENOUGH).arrayBuffer());
    const start = notes(view);
    return start === null ? null : position(view, start);
  } catch {
    return null; // cut off or not as it should be: no place
  }
}

/** Where the TIFF part of the EXIF segment begins. */
function notes(view) {
  if (view.getUint16(0) !== 0xffd8) {
    return null;
  }
  for (let at = 2; at < view.byteLength - 10; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      return at + 10;
    }
    if (view.getUint8(at) !== 0xff) {
      return null;
    }
  }
  return null;
}

function position(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const gps = entries(view, start, start + view.getUint32(start + 4, little), little).get(GPS);
  if (gps === undefined) {
    return null;
  }
  const found = entries(view, start, start + view.getUint32(gps + 8, little), little);
  const degrees = (key, side, negative) => {
    const at = start + view.getUint32(found.get(key) + 8, little);
    const part = (index) => view.getUint32(at + 8 * index, little) / view.getUint32(at + 8 * index + 4, little);
    const value = part(0) + part(1) / 60 + part(2) / 3600;
    return String.fromCharCode(view.getUint8(found.get(side) + 8)) === negative ? -value : value;
  };
  const place = [degrees(4, 3, "W"), degrees(2, 1, "S")];
  return place.every(Number.isFinite) && (place[0] || place[1]) ? place : null;
}

/** Tag -> where its entry begins. */
function entries(view, start, at, little) {
  const count = view.getUint16(at, little);
  return new Map(Array.from({ length: count }, (_, index) => at + 2 + 12 * index).map((entry) => [view.getUint16(entry, little), entry]));
}
