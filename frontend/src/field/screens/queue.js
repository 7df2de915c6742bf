// What waits to be sent, what the server refused, what met a case that had moved on; and what can be done about it.
import { actWord, at, fill, onDo, piece, say, sure, tellIn, time, percent } from "../dom.js";
import * as rules from "../rules.js";
import { sendNow } from "../running.js";
import { gallery } from "../shots.js";
import { loadQueue, state } from "../state.js";
import * as store from "../store.js";
import { edit } from "./report.js";

const OPEN = ["waiting", "refused", "conflict"];

export function wire() {
  onDo("send", async () => {
    for (const item of state.items.filter((each) => each.status === "waiting" && each.next)) {
      await store.put({ ...item, next: 0 });
    }
    await sendNow();
  });
}

export function openItems() {
  return state.items.filter((item) => OPEN.includes(item.status));
}

export function drawCount() {
  const count = openItems().length;
  const badge = at("queue-count");
  badge.hidden = !count;
  badge.textContent = count;
}

export function draw() {
  const items = rules.inOrder(state.items);
  const shown = [...items.filter((item) => OPEN.includes(item.status)), ...items.filter((item) => !OPEN.includes(item.status)).reverse()];
  at("queue-list").replaceChildren(...shown.map(row));
  at("queue-state").textContent = networkWord() || (openItems().length ? "" : say("queue_empty"));
}

function networkWord() {
  const words = { "signed-out": "session_over", "wrong-post": "wrong_post", away: "server_away" };
  return openItems().length && words[state.network] ? say(words[state.network]) : "";
}

export function titleOf(item) {
  if (item.kind === "act") {
    return `${actWord(item.action)} · ${item.number}`;
  }
  const title = item.kind === "patrol" && item.carried ? say("patrol", { share: percent(item.carried.share) }) : "";
  return [title || say(item.kind === "patrol" ? "patrol_of" : item.kind), item.number].filter(Boolean).join(" · ");
}

function row(item) {
  const root = piece("queue-row");
  root.querySelector("article").dataset.status = item.status;
  const about = [item.item?.name, item.carried?.text ?? item.carried?.note].filter(Boolean).join(" · ");
  fill(root, { title: titleOf(item), at: time(item.at), about, state: stateWord(item) });
  gallery(root.querySelector("[data-shots]"), Object.values(item.photos ?? {}).flat());
  tellIn(at("problem", root), item.status === "refused" ? item.problem : "");
  showSides(root, item);
  wireButtons(root, item);
  return root;
}

function stateWord(item) {
  if (item.status === "waiting" && state.me && item.post !== state.me.acting.post) {
    return say("other_post", { post: postLabel(item.post) });
  }
  if (item.status === "waiting" && item.next > Date.now()) {
    return say("retrying", { time: time(item.next) });
  }
  return say(item.status);
}

function postLabel(post) {
  return state.me.collects.find((each) => each.post === post)?.label ?? post;
}

/** Both sides of a conflict: what was recorded here, and how the case stands by now. */
function showSides(root, item) {
  at("sides", root).hidden = item.status !== "conflict";
  if (item.status !== "conflict") {
    return;
  }
  const { theirs } = item;
  const mine = [actWord(item.action), item.carried.note].filter(Boolean).join(" · ");
  const now = theirs ? say("now_version", { n: theirs.version, state: theirs.label }) : say("not_seen");
  fill(root, { mine, "mine-seen": say("seen_version", { n: item.seen }), theirs: now });
  const lines = (theirs?.meanwhile ?? []).map((line) => [time(line.at), line.label, line.post].filter(Boolean).join(" · "));
  if (theirs && !rules.mayAgain(item)) {
    lines.push(say("cannot_again"));
  }
  at("meanwhile", root).replaceChildren(...lines.map(listItem));
}

function listItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

function wireButtons(root, item) {
  const isForm = ["report", "settle"].includes(item.kind);
  offer(root, "again", rules.mayAgain(item), () => settle(item, rules.again(item)));
  offer(root, "note", rules.mayNote(item), () => settle(item, noteOf(item)));
  offer(root, "edit", item.status === "refused" && isForm, () => change(item));
  offer(root, "drop", OPEN.includes(item.status), () => drop(item));
  offer(root, "back", item.status === "dropped", () => settle(item, rules.takenBack(item)));
}

function offer(root, name, isOpen, work) {
  const button = at(name, root);
  button.hidden = !isOpen;
  button.addEventListener("click", work);
}

function noteOf(item) {
  const words = say("note_of", { act: actWord(item.action), time: time(item.at) });
  return rules.asNote(item, words, crypto.randomUUID());
}

async function settle(old, item) {
  await store.replace(old, item);
  await loadQueue();
  await sendNow();
  document.querySelector('[data-screen="queue"] h1').focus();
}

async function drop(item) {
  if (await sure(say("drop_sure"))) {
    await settle(item, rules.dropped(item, Date.now()));
  }
}

async function change(item) {
  await edit(item);
  await store.remove(item);
  await loadQueue();
  location.hash = "#/report";
}
