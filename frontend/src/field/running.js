// When the queue is sent: at once, when the signal returns, and again after a while where it could not be.
import { waitAfter } from "./rules.js";
import { NEWS, SYNC, sendAll } from "./sending.js";
import { load, loadQueue, state } from "./state.js";

let tries = 0;
let timer;
let drawAgain = () => undefined;

export function start(draw) {
  drawAgain = draw;
  window.addEventListener("online", () => sendNow());
  window.addEventListener("offline", () => ended("away"));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendNow());
  new BroadcastChannel(NEWS).addEventListener("message", async ({ data }) => {
    await (data === "person" ? load() : loadQueue());
    drawAgain();
  });
}

/** Send what waits; a person who asks for it does not wait for the pause after a failure. */
export async function sendNow() {
  clearTimeout(timer);
  askForBackground();
  await ended(navigator.onLine ? await sendAll() : "away");
}

async function ended(how) {
  state.network = how;
  tries = how === "away" ? tries + 1 : 0;
  await load();
  drawAgain();
  plan();
}

function plan() {
  const waiting = state.items.filter((item) => item.status === "waiting");
  const pauses = waiting.map((item) => (item.next ?? 0) - Date.now());
  const pause = state.network === "away" ? waitAfter(tries) : Math.min(...pauses);
  clearTimeout(timer);
  if (waiting.length && ["away", "ready"].includes(state.network) && Number.isFinite(pause)) {
    timer = setTimeout(sendNow, Math.max(1000, pause));
  }
}

/** Where the browser can, it sends when the signal returns even if the app is closed. */
async function askForBackground() {
  if (state.items.some((item) => item.status === "waiting") && navigator.serviceWorker?.controller) {
    const registration = await navigator.serviceWorker.ready;
    await registration.sync?.register(SYNC).catch(() => undefined);
  }
}
