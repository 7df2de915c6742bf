// Where the device is. The position stays here; an act carries it only where the process asks for it.
import { at } from "./dom.js";
import { state } from "./state.js";

const OLDEST = 60_000; // ms that a fix may be old
const PATIENCE = 10_000; // ms

export function fixOf({ coords, timestamp }) {
  const round = (degrees) => Math.round(degrees * 1e7) / 1e7;
  return { lon: round(coords.longitude), lat: round(coords.latitude), accuracy: Math.round(coords.accuracy), at: timestamp };
}

/** The position now, or null where the device cannot tell. */
export function locate() {
  if (!navigator.geolocation) {
    return Promise.resolve(null);
  }
  const options = { enableHighAccuracy: true, maximumAge: OLDEST, timeout: PATIENCE };
  return new Promise((resolve) => {
    const take = (position) => {
      state.here = fixOf(position);
      resolve(state.here);
    };
    navigator.geolocation.getCurrentPosition(take, () => resolve(null), options);
  });
}

/** The position if it may be had without asking anew. */
export async function locateQuietly() {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return permission?.state === "granted" ? locate() : null;
}

export function mapModule() {
  return import(/* @vite-ignore */ new URL(document.body.dataset.mapScript, location.href).href);
}

/** Let the person choose a place under the cross of a map, beginning at [longitude, latitude]; null where he leaves. */
export async function pick(start) {
  const dialog = at("pick");
  dialog.showModal();
  const { MapOfGround } = await mapModule();
  const map = new MapOfGround(at("pick-map"), document.body.dataset.mapWorker, { cross: true });
  map.show({ ground: state.ground, tasks: [], here: state.here, lines: [] });
  if (start) {
    map.goTo(start);
  }
  return new Promise((resolve) => {
    const end = (point) => {
      map.remove();
      dialog.close();
      resolve(point);
    };
    document.querySelector('[data-do="pick-here"]').onclick = () => end(map.middle());
    document.querySelector('[data-do="pick-cancel"]').onclick = () => end(null);
    dialog.oncancel = () => end(null);
  });
}
