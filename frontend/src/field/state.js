// What the pages show, read from the device: nothing here asks the server.
import * as store from "./store.js";

export const state = {
  me: null, // who works with the device, as the server last said
  network: "unknown", // how the last attempt to send ended
  items: [],
  tasks: null,
  ground: [],
  catalogue: [],
  fetched: null,
  here: null, // the last fix of the device: {lon, lat, accuracy, at}
};

export async function load() {
  const me = await store.who();
  const [items, tasks, ground, catalogue, fetched] = await Promise.all([
    store.queueOf(me?.person),
    ...["tasks", "ground", "catalogue", "fetched"].map((name) => store.kept(me?.person, name)),
  ]);
  Object.assign(state, { me, items, tasks, ground: ground ?? [], catalogue: catalogue ?? [], fetched });
}

export async function loadQueue() {
  state.items = await store.queueOf(state.me?.person);
}

/** What has been recorded here on a case and not been sent. */
export function openOn(number) {
  return state.items.filter((item) => item.number === number && ["waiting", "refused", "conflict"].includes(item.status));
}
