// Sending the queue of the person who is signed in, one record after another; in the page and in the service worker.
import { isOver, meaningOf, nextToSend, receipt, waitAfter } from "./rules.js";
import * as server from "./server.js";
import * as store from "./store.js";

export const SYNC = "wanmi-field-send"; // name of the lock and of the background sync
export const NEWS = "wanmi-field"; // name of the channel on which pages hear that something changed

export function tell(what = "queue") {
  const channel = new BroadcastChannel(NEWS);
  channel.postMessage(what);
  channel.close();
}

/** Send what can be sent, one sender at a time. Answers how it ended: ready, away, signed-out or wrong-post. */
export async function sendAll() {
  return navigator.locks.request(SYNC, sendThrough);
}

async function sendThrough() {
  const { state, me } = await server.session();
  if (me) {
    await takeOver(me);
  }
  const ended = state === "ready" ? await sendFor(me) : state;
  tell();
  return ended;
}

/** The device belongs to whoever is signed in now; what was fetched for another goes. */
async function takeOver(me) {
  const before = await store.who();
  await store.setWho({ person: me.person, name: me.name, acting: me.acting, collects: me.collects, day: me.day });
  if (before?.person !== me.person || before?.acting.post !== me.acting.post) {
    await store.forgetOthers(me.person);
    tell("person");
  }
}

async function sendFor(me) {
  for (const item of (await store.queueOf(me.person)).filter((each) => isOver(each, Date.now()))) {
    await store.remove(item);
  }
  for (;;) {
    const item = nextToSend(await store.queueOf(me.person), me.acting.post, Date.now());
    if (!item) {
      return "ready";
    }
    const ended = await sendOne(item, me.csrf);
    if (ended !== "ready") {
      return ended;
    }
    tell();
  }
}

async function sendOne(item, csrf) {
  const { status, body } = await server.send(item, csrf);
  const meaning = meaningOf(status, body);
  if (meaning === "away") {
    return "away";
  }
  if (meaning === "session") {
    return "signed-out";
  }
  await store.put(await answered(item, meaning, body));
  return "ready";
}

async function answered(item, meaning, body) {
  const now = Date.now();
  if (meaning === "done") {
    return receipt(item, body?.number, now);
  }
  if (meaning === "later") {
    const tries = (item.tries ?? 0) + 1;
    return { ...item, tries, next: now + waitAfter(tries) };
  }
  const problem = body?.detail || body?.title || "";
  if (meaning === "conflict") {
    const standing = await server.fetchStanding(item.number, item.seen);
    return { ...item, status: "conflict", problem, theirs: standing.status === 200 ? standing.body : null };
  }
  return { ...item, status: "refused", problem };
}
