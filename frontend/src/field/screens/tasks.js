// The tasks of the day: nearest first where the position is known, else the nearest deadline first.
import { at, far, fill, onDo, piece, say, time } from "../dom.js";
import { locate } from "../place.js";
import { distance } from "../plane.js";
import { openOn, state } from "../state.js";

export function wire(draw, refresh) {
  onDo("nearest", async () => {
    await locate();
    draw();
  });
  onDo("refresh", refresh);
}

export function draw() {
  fill(document, { "tasks-as-of": state.fetched ? say("updated", { time: time(state.fetched) }) : "" });
  const list = at("task-list");
  const tasks = inOrder(state.tasks ?? []);
  list.replaceChildren(...tasks.map(row));
  if (!tasks.length) {
    const empty = document.createElement("li");
    empty.className = "card field-card";
    empty.textContent = say(state.tasks ? "no_tasks" : isFetching() ? "fetching" : "not_fetched");
    list.append(empty);
  }
}

/** Nothing is here yet, but the server has not been found away either. */
function isFetching() {
  return navigator.onLine && ["unknown", "ready"].includes(state.network);
}

export function inOrder(tasks) {
  const away = (task) => (state.here && task.position ? metres(task) : Infinity);
  return [...tasks].sort((one, other) => away(one) - away(other) || Date.parse(one.due_at) - Date.parse(other.due_at) || 0);
}

function metres(task) {
  return distance([state.here.lon, state.here.lat], [task.position.lon, task.position.lat]);
}

function row(task) {
  const item = piece("task-row");
  at("link", item).href = `#/task/${task.number}`;
  const away = state.here && task.position ? far(metres(task)) : "";
  fill(item, { what: task.item || task.number, far: away, text: task.text, state: task.label, due: dueWords(task) });
  at("due", item).className = isLate(task) ? "due-late" : "due-ok";
  showQueued(item, task);
  return item;
}

export function isLate(task) {
  return Date.parse(task.due_at) < Date.now();
}

export function dueWords(task) {
  return say(isLate(task) ? "late" : "due", { time: time(task.due_at) });
}

/** Mark a task on which something was recorded here already. */
export function showQueued(root, task) {
  const open = openOn(task.number);
  at("queued", root).hidden = !open.length;
  at("queued-text", root).textContent = open.length ? say("queued_here") : "";
}
