// Photos that were taken for a record: small previews, each can be removed again.
import { piece, say } from "./dom.js";
import { shrink } from "./shrinking.js";

export class Shots {
  /** `list`: the list element; `changed` hears of every change. */
  constructor(list, blobs = [], changed = () => undefined) {
    Object.assign(this, { list, blobs: [...blobs], changed });
    this.#draw();
  }

  /** Take the files of a picker; answers the names of those that are no pictures. */
  async take(picker) {
    const files = [...picker.files];
    const taken = await Promise.allSettled(files.map(shrink));
    picker.value = "";
    this.blobs.push(...taken.filter((each) => each.status === "fulfilled").map((each) => each.value));
    this.#draw();
    this.changed();
    return files.filter((_, number) => taken[number].status === "rejected").map((file) => file.name);
  }

  #draw() {
    this.list.replaceChildren(...this.blobs.map((blob, number) => this.#item(blob, number)));
  }

  #item(blob, number) {
    const item = shot(blob, say("photo_of", { n: number + 1 }));
    const button = item.querySelector("button");
    button.setAttribute("aria-label", `${button.getAttribute("aria-label")} ${number + 1}`);
    button.addEventListener("click", () => {
      this.blobs.splice(number, 1);
      this.#draw();
      this.changed();
    });
    return item;
  }
}

/** A list of pictures that only shows. */
export function gallery(list, blobs) {
  const items = blobs.map((blob, number) => shot(blob, say("photo_of", { n: number + 1 })));
  items.forEach((item) => item.querySelector("button").remove());
  list.replaceChildren(...items);
}

function shot(blob, words) {
  const item = piece("shot");
  const image = item.querySelector("img");
  image.alt = words;
  image.src = URL.createObjectURL(blob);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  return item;
}
