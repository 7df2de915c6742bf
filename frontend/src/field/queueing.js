// Taking a record into the queue of the person who works with the device.
import { flash, say, time } from "./dom.js";
import { sendNow } from "./running.js";
import { loadQueue, state } from "./state.js";
import * as store from "./store.js";

/** `what`: kind, carried, photos by field; for acts also number, action, seen and a title. */
export async function enqueue(what) {
  const item = {
    key: crypto.randomUUID(),
    person: state.me.person,
    post: state.me.acting.post,
    at: Date.now(),
    status: "waiting",
    tries: 0,
    next: 0,
    photos: {},
    ...what,
  };
  await store.put(item);
  await loadQueue();
  flash(say("kept"));
  sendNow();
}

/** The clocks of a case run from when the server hears of an act: what was recorded without a signal says when. */
export function withMoment(text) {
  return navigator.onLine ? text : `${text} ${say("recorded_at", { time: time(Date.now()) })}`.trim();
}
