// One task: what it is, the pictures side by side, and the verdict in one tap.
import { actWord, at, fill, flash, piece, say, tellIn } from "../dom.js";
import { pictureKept } from "../fetching.js";
import { locate, pick } from "../place.js";
import { enqueue, withMoment } from "../queueing.js";
import { Shots, gallery } from "../shots.js";
import { openOn, state } from "../state.js";
import { dueWords, isLate, showQueued } from "./tasks.js";

const VERDICTS = ["confirm_found", "report_not_found", "pass_check", "fail_check"];
const SAY_WHY = ["report_not_found", "fail_check"]; // the process asks for a note
let shown = null;

/** Draw the page of a task anew only where another one is asked for: what was typed and photographed stays. */
export function draw(number) {
  const task = state.tasks?.find((each) => each.number === number);
  const place = at("task");
  if (!task) {
    place.replaceChildren();
    shown = null;
    location.hash = "#/tasks";
  } else if (shown?.number !== number || shown.version !== task.version || !place.hasChildNodes()) {
    shown = { number, version: task.version };
    place.replaceChildren(page(task));
  }
  if (task) {
    showQueued(place, task);
    at("form", place).hidden = openOn(number).length > 0 || !task.actions.some((each) => VERDICTS.includes(each));
  }
}

function page(task) {
  const root = piece("task-page");
  const what = [task.item, task.number].filter(Boolean).join(" · ");
  const where = [task.place, task.address].filter(Boolean).join(" · ");
  fill(root, { what, state: task.label, due: dueWords(task), text: task.text, where });
  at("due", root).className = isLate(task) ? "due-late" : "due-ok";
  showKept(root, "before", task.before);
  showKept(root, "after", task.after);
  wireForm(root, task);
  return root;
}

async function showKept(root, name, addresses) {
  const blobs = await Promise.all(addresses.map((address) => pictureKept(state.me?.person, address)));
  gallery(root.querySelector(`[data-shots="${name}"]`), blobs.filter(Boolean));
}

function wireForm(root, task) {
  const form = at("form", root);
  const shots = new Shots(root.querySelector('[data-shots="now"]'));
  const picker = form.elements.now;
  const work = { task, form, shots, pending: null, busy: false };
  form.addEventListener("submit", (event) => event.preventDefault());
  picker.addEventListener("change", () => photographed(work, picker));
  const buttons = task.actions.filter((each) => VERDICTS.includes(each)).map((action) => verdict(work, action));
  at("verdicts", form).append(...buttons);
}

function verdict(work, action) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `btn btn-big ${SAY_WHY.includes(action) ? "btn-no" : "btn-primary"}`;
  button.textContent = actWord(action);
  button.addEventListener("click", () => decide(work, action));
  return button;
}

async function photographed(work, picker) {
  const bad = await work.shots.take(picker);
  tellIn(at("error", work.form), bad.length ? say("not_an_image", { name: bad.join(", ") }) : "");
  if (work.pending && work.shots.blobs.length) {
    await decide(work, work.pending);
  }
}

async function decide(work, action) {
  const { form, shots, task } = work;
  const note = form.elements.note.value.trim();
  work.pending = null;
  if (SAY_WHY.includes(action) && !note) {
    tellIn(at("error", form), say("need_note"));
    form.elements.note.focus();
    return;
  }
  if (!shots.blobs.length) {
    tellIn(at("error", form), say("need_photo"));
    work.pending = action;
    form.elements.now.click();
    return;
  }
  if (!work.busy) {
    work.busy = true;
    await record(task, action, note, shots.blobs).finally(() => (work.busy = false));
  }
}

async function record(task, action, note, photos) {
  const position = (await locate()) ?? (await confirmed(task));
  if (!position) {
    return;
  }
  const said = withMoment(note);
  const carried = { position: { lon: position.lon, lat: position.lat }, ...(said && { note: said }) };
  await enqueue({ kind: "act", number: task.number, action, seen: task.version, carried, photos: { photos } });
  leave(task.number);
}

/** Back to the list, unless another task was opened while this one was being put into the queue. */
function leave(number) {
  if (shown?.number === number) {
    shown = null;
    location.hash = "#/tasks";
  }
}

/** In a basement the device knows no position: the person says on the map where he stands. */
function confirmed(task) {
  flash(say("no_position"));
  return pick(task.position && [task.position.lon, task.position.lat]);
}
