// The app of those who work on the ground. It is there without a signal, records on the device, and sends by itself.
import "./field.css";
import { at, fill, say, tellIn } from "./field/dom.js";
import { fetchDay } from "./field/fetching.js";
import { locateQuietly } from "./field/place.js";
import * as running from "./field/running.js";
import * as map from "./field/screens/map.js";
import * as more from "./field/screens/more.js";
import * as patrol from "./field/screens/patrol.js";
import * as queue from "./field/screens/queue.js";
import * as report from "./field/screens/report.js";
import * as task from "./field/screens/task.js";
import * as tasks from "./field/screens/tasks.js";
import { load, state } from "./field/state.js";

// What draws each screen.
const SCREENS = {
  tasks: tasks.draw,
  task: task.draw,
  map: map.draw,
  report: report.draw,
  patrol: patrol.draw,
  queue: queue.draw,
  more: more.draw,
};
let showing = "";
let owner; // whose data the pages show

function route() {
  const [, name, detail] = location.hash.split("/");
  return SCREENS[name] ? [name, detail] : ["tasks"];
}

/** Draw the page that the address names; after a step to another one its heading gets the focus. */
async function draw() {
  drawFrame();
  await followPerson();
  const [name, detail] = route();
  const at = [name, detail].join("/");
  for (const screen of document.querySelectorAll("[data-screen]")) {
    screen.hidden = screen.dataset.screen !== name || !state.me;
  }
  if (!state.me) {
    return;
  }
  await SCREENS[name](detail);
  if (showing && showing !== at) {
    document.querySelector(`[data-screen="${name}"] h1`)?.focus();
    window.scrollTo(0, 0);
  }
  showing = at;
}

/** Another person, or another post: what the pages hold of the former goes. */
async function followPerson() {
  const now = state.me && `${state.me.person} ${state.me.acting.post}`;
  if (now !== owner) {
    owner = now;
    await patrol.resume();
    await report.draw();
  }
}

function drawFrame() {
  const ready = state.network === "ready";
  const signal = at("signal");
  signal.textContent = say(navigator.onLine && state.network !== "away" ? "online" : "offline");
  signal.dataset.signal = navigator.onLine && state.network !== "away" ? "yes" : "no";
  fill(document, { "who-name": state.me?.name ?? document.title.split(" · ")[0], "who-post": state.me?.acting.label ?? "" });
  queue.drawCount();
  drawGate(ready);
  for (const link of document.querySelectorAll(".field-tabs a")) {
    const here = link.hash === `#/${route()[0] === "task" ? "tasks" : route()[0]}`;
    link.toggleAttribute("aria-current", here);
    if (here) {
      link.setAttribute("aria-current", "page");
    }
  }
  document.documentElement.dataset.network = state.network;
}

/** What stands between the person and his work: signing in, or a post. */
function drawGate(ready) {
  const wrongPost = state.network === "wrong-post";
  const signIn = state.network === "signed-out" || !state.me;
  at("gate").hidden = ready || !(wrongPost || signIn);
  at("gate-sign-in").hidden = !signIn;
  const posts = wrongPost ? (state.me?.collects ?? []) : [];
  const word = wrongPost ? (posts.length ? "wrong_post" : "no_post") : state.me ? "session_over" : "signed_out";
  tellIn(at("gate-text"), say(word));
  at("gate-posts").replaceChildren(...posts.map(more.postRow));
}

async function refresh() {
  await running.sendNow();
  if (state.network === "ready") {
    await fetchDay(state.me.person);
    await load();
    await patrol.resume();
    navigator.serviceWorker?.controller?.postMessage("renew");
  }
  await draw();
}

async function keepShell() {
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register(document.body.dataset.worker, { updateViaCache: "none" }).catch(() => undefined);
    navigator.serviceWorker.addEventListener("controllerchange", draw);
  }
  await navigator.storage?.persist?.();
}

async function start() {
  await load();
  report.wire();
  queue.wire();
  tasks.wire(draw, refresh);
  patrol.wire(draw);
  more.wire(refresh);
  running.start(draw);
  window.addEventListener("hashchange", draw);
  await draw();
  await locateQuietly();
  await refresh();
  document.documentElement.dataset.started = "yes";
}

keepShell();
start();
