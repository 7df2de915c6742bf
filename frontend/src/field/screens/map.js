// The map of one's duty grids with the tasks, from what lies on the device. Its library is loaded when it is opened.
import { at } from "../dom.js";
import { locateQuietly, mapModule } from "../place.js";
import { state } from "../state.js";
import { walkedLines } from "./patrol.js";

let map = null;

export async function draw() {
  if (!map) {
    map = mapModule().then(({ MapOfGround }) => new MapOfGround(at("map"), document.body.dataset.mapWorker, { open }));
    await locateQuietly();
  }
  (await map).show({ ground: state.ground, tasks: state.tasks ?? [], here: state.here, lines: walkedLines() });
}

function open(number) {
  location.hash = `#/task/${number}`;
}
