// The public pages: the map is fetched when it is asked for, and not before; the device's own place; that of a photo; copying a link.
import { placeOf } from "./exif.js";

const DIGITS = 7;

function fields(name) {
  return ["lon", "lat"].map((part) => document.getElementById(`${name}-${part}`));
}

function set(name, [lon, lat]) {
  const inputs = fields(name);
  [inputs[0].value, inputs[1].value] = [lon.toFixed(DIGITS), lat.toFixed(DIGITS)];
  inputs[1].dispatchEvent(new Event("change", { bubbles: true }));
}

function locate(button) {
  const answer = button.closest(".field").querySelector("[data-locate-answer]");
  answer.textContent = "";
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => set(button.dataset.locate, [coords.longitude, coords.latitude]),
    () => {
      answer.textContent = button.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 10000 },
  );
}

/** Fetch the map's script and style, once, and let it start on the waiting container. */
function openMap(button) {
  const container = document.querySelector(button.dataset.openMap);
  container.hidden = false;
  button.setAttribute("aria-expanded", "true");
  if ("mapWaits" in container.dataset) {
    delete container.dataset.mapWaits;
    container.dataset.map = "";
    const style = document.createElement("link");
    [style.rel, style.href] = ["stylesheet", button.dataset.mapStyle];
    document.head.append(style);
    import(button.dataset.mapScript).then(() => document.dispatchEvent(new Event("wanmi:map")));
  }
  container.scrollIntoView({ block: "nearest" });
}

/** Offer the place where a photo was taken, as long as no other place was told. */
async function offerPlace(picker) {
  picker.querySelector("[data-offer]")?.remove();
  for (const file of picker.querySelector("input").files) {
    const place = await placeOf(file);
    if (place && fields("field-position").every(Boolean)) {
      const button = document.createElement("button");
      [button.type, button.className, button.dataset.offer] = ["button", "btn", ""];
      button.textContent = picker.dataset.placeOfPhoto;
      button.addEventListener("click", () => set("field-position", place));
      picker.append(button);
      return;
    }
  }
}

/** Copy the words of a field, which stay marked. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.copied;
  document.querySelector("[data-copy-answer]").textContent = button.dataset.copied;
}

function prepare() {
  document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = !navigator.clipboard));
  document.querySelectorAll("[data-open-map]").forEach((button) => (button.hidden = false));
  document.querySelectorAll("[data-map-waits]").forEach(() => {
    document.querySelectorAll("[data-locate]").forEach((button) => (button.hidden = !navigator.geolocation));
  });
}

document.addEventListener("click", ({ target }) => {
  const opens = target.closest("[data-open-map]");
  const locates = target.closest("[data-locate]");
  const copies = target.closest("[data-copy]");
  if (opens) {
    openMap(opens);
  } else if (copies) {
    copy(copies);
  } else if (locates && !document.querySelector("[data-map][data-started]")) {
    locate(locates); // an open map does it itself, and goes there
  }
});
document.addEventListener("change", ({ target }) => {
  const picker = target.closest("[data-place-of-photo]");
  if (picker) {
    offerPlace(picker);
  }
});
document.addEventListener("htmx:load", prepare);
prepare();
