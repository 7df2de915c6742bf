// A patrol: the way is kept on the device, what is sent is the share of the duty grid's streets that was walked.
import { Coverage } from "../coverage.js";
import { at, onDo, percent, say } from "../dom.js";
import { fixOf } from "../place.js";
import { enqueue } from "../queueing.js";
import { state } from "../state.js";
import * as store from "../store.js";

const KEEP_EVERY = 10; // fixes between two savings
let run = null; // {grid, code, day, patrol: Coverage, whole: Coverage, watch, fixes, fault}
let today = null; // the coverage of the chosen duty grid today on this device, when no patrol is under way
let redraw = () => undefined;

export function wire(draw) {
  redraw = draw;
  onDo("patrol-start", () => begin(chosen()));
  onDo("patrol-stop", stop);
  at("patrol-grid").addEventListener("change", async () => {
    today = await coverageToday(chosen());
    redraw();
  });
}

/** The walked stretches for the map. */
export function walkedLines() {
  return run?.patrol.lines ?? today?.lines ?? [];
}

/** Go on with a patrol that the closing of the browser interrupted; forget the ways of other days. */
export async function resume() {
  const person = state.me?.person;
  if (run && run.person === person) {
    return;
  }
  abandon();
  if (!person) {
    return;
  }
  for (const name of await store.namesKept(person)) {
    if (name.startsWith("walked:") && !name.startsWith(`walked:${day()}:`)) {
      await store.forget(person, name);
    }
  }
  const left = await store.kept(person, "patrol");
  const grid = state.ground.find((each) => each.code === left?.code);
  if (left && grid) {
    await begin(grid, left);
  } else {
    fillChoice();
    today = await coverageToday(chosen());
  }
}

function fillChoice() {
  const list = at("patrol-grid");
  const before = list.value;
  list.replaceChildren(...state.ground.map((grid) => new Option(grid.name, grid.code)));
  list.value = before || state.ground[0]?.code || "";
}

function chosen() {
  return state.ground.find((grid) => grid.code === at("patrol-grid").value) ?? state.ground[0];
}

/** The day by the device's own clock, as the server writes days. */
function day() {
  return new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

async function coverageToday(grid) {
  if (!grid) {
    return null;
  }
  return new Coverage(grid.streets, await store.kept(state.me?.person, `walked:${day()}:${grid.code}`));
}

async function begin(grid, left = null) {
  if (!grid || run) {
    return;
  }
  fillChoice();
  at("patrol-grid").value = grid.code;
  const whole = await coverageToday(grid);
  run = { person: state.me.person, grid, day: left?.day ?? day(), patrol: new Coverage(grid.streets, left?.walked), whole, fixes: 0, fault: false };
  const options = { enableHighAccuracy: true, maximumAge: 5_000, timeout: 30_000 };
  run.watch = navigator.geolocation?.watchPosition(walked, () => failed(), options);
  await save();
  redraw();
}

function walked(position) {
  if (!run) {
    return;
  }
  const fix = fixOf(position);
  state.here = fix;
  run.patrol.pass(fix);
  run.whole.pass(fix);
  run.fault = false;
  run.fixes += 1;
  if (run.fixes % KEEP_EVERY === 1) {
    save();
  }
  redraw();
}

function failed() {
  run.fault = true;
  redraw();
}

async function save() {
  const { person, grid, day: since, patrol, whole } = run;
  await store.keep(person, "patrol", { code: grid.code, day: since, walked: [...patrol.walked] });
  await store.keep(person, `walked:${since}:${grid.code}`, [...whole.walked]);
}

/** Leave the watch without recording anything: the patrol lies on the device and goes on later. */
function abandon() {
  if (run) {
    navigator.geolocation?.clearWatch(run.watch);
    run = null;
  }
}

export async function stop() {
  if (!run) {
    return;
  }
  await save();
  const { grid, day: since, patrol, whole } = run;
  today = whole;
  abandon();
  await store.forget(state.me.person, "patrol");
  const carried = { duty_grid: grid.code, day: since, share: patrol.share, day_share: Math.max(patrol.share, whole.share) };
  await enqueue({ kind: "patrol", carried });
}

export function draw() {
  fillChoice();
  const seen = run?.whole ?? today;
  at("patrol-state").textContent = stateWord();
  at("patrol-bar").value = run?.patrol.share ?? today?.share ?? 0;
  at("patrol-today").textContent = seen
    ? say("walked_today", { share: percent(seen.share), length: (seen.length / 1000).toFixed(1) })
    : "";
  at("patrol-choice").hidden = state.ground.length < 2 || Boolean(run);
  document.querySelector('[data-do="patrol-start"]').hidden = Boolean(run) || !state.ground.length;
  document.querySelector('[data-do="patrol-stop"]').hidden = !run;
}

function stateWord() {
  if (!run) {
    return state.ground.length ? "" : say("no_duty");
  }
  if (run.fault) {
    return say("no_fix");
  }
  return run.fixes ? say("walking", { name: run.grid.name, share: percent(run.patrol.share) }) : say("waiting_fix");
}
