// A new report, or a small thing that is settled on the spot. What is typed is kept as a draft until it is recorded.
import { at, fill, onDo, piece, say, tellIn } from "../dom.js";
import { locate, pick } from "../place.js";
import { enqueue, withMoment } from "../queueing.js";
import { Shots } from "../shots.js";
import { state } from "../state.js";
import * as store from "../store.js";

const MOST = 12; // items that a search shows
let form;
let draft;
let owner = null; // whose draft is in the form

export function wire() {
  form = at("report-form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    record();
  });
  form.addEventListener("input", keepDraft);
  form.addEventListener("change", ({ target }) => target.name === "kind" && showKind());
  form.elements.find.addEventListener("input", drawItems);
  for (const name of ["before", "after"]) {
    form.elements[name].addEventListener("change", () => photographed(name));
  }
  onDo("place-here", async () => choose(await locate(), "position"));
  onDo("place-map", async () => choose(point(await pick(state.here && [state.here.lon, state.here.lat])), "chosen"));
}

/** Fill the form from the draft of whoever works with the device now; draw nothing anew while he types. */
export async function draw() {
  if (state.me?.person !== owner) {
    owner = state.me?.person ?? null;
    await open(await store.kept(owner, "draft"));
  }
}

/** Put a draft, or a record that is to be changed, into the form. */
export async function open(given) {
  draft = { kind: "report", text: "", address: "", item: null, place: null, before: [], after: [], ...given };
  draft.shots = Object.fromEntries(["before", "after"].map((name) => [name, shotsOf(name)]));
  form.reset();
  form.elements.kind.value = draft.kind;
  form.elements.text.value = draft.text;
  form.elements.address.value = draft.address;
  form.elements.find.value = draft.item?.name ?? "";
  tellIn(at("report-error"), "");
  showKind();
  showPlace();
  drawItems();
}

function shotsOf(name) {
  return new Shots(form.querySelector(`[data-shots="${name}"]`), draft[name], keepDraft);
}

async function photographed(name) {
  const bad = await draft.shots[name].take(form.elements[name]);
  tellIn(at("report-error"), bad.length ? say("not_an_image", { name: bad.join(", ") }) : "");
}

function typed() {
  const { kind, text, address } = form.elements;
  const { item, place, shots } = draft;
  const photos = { before: shots.before.blobs, after: shots.after.blobs };
  return { kind: kind.value, text: text.value.trim(), address: address.value.trim(), item, place, ...photos };
}

async function keepDraft() {
  if (owner) {
    await store.keep(owner, "draft", typed());
  }
}

function showKind() {
  at("after-slot").hidden = form.elements.kind.value !== "settle";
}

function drawItems() {
  const words = form.elements.find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? state.catalogue.filter((item) => words.every((word) => item.words.includes(word))) : [];
  const shown = found.slice(0, MOST);
  if (draft.item && !shown.some((item) => item.key === draft.item.key)) {
    shown.unshift(draft.item);
  }
  const list = at("items");
  list.replaceChildren(list.querySelector("legend"), ...shown.map(itemRow));
  fill(document, { "items-found": words.length ? say("found", { n: found.length }) : "" });
}

function itemRow(item) {
  const row = piece("item-row");
  fill(row, { name: item.name, major: item.major });
  const box = row.querySelector("input");
  box.value = item.key;
  box.checked = draft.item?.key === item.key;
  box.addEventListener("change", () => {
    draft.item = item;
    keepDraft();
  });
  return row;
}

function point(found) {
  return found && { lon: found[0], lat: found[1] };
}

function choose(found, how) {
  if (found) {
    draft.place = { lon: found.lon, lat: found.lat, accuracy: found.accuracy ?? null, how };
    keepDraft();
  }
  showPlace(found ? "" : how === "position" ? say("no_position") : "");
}

function showPlace(fault = "") {
  const { place } = draft;
  const gaps = place && { lon: place.lon.toFixed(5), lat: place.lat.toFixed(5), accuracy: place.accuracy };
  at("report-place").textContent = fault || (place ? say(place.how, gaps) : "");
}

function missing({ kind, text, item, place, before, after }) {
  if (kind === "settle" && !(before.length && after.length)) {
    return "need_after";
  }
  if (!before.length) {
    return "need_photo";
  }
  return !text ? "need_text" : !item ? "need_item" : !place ? "need_place" : "";
}

async function record() {
  const given = typed();
  const fault = missing(given);
  tellIn(at("report-error"), fault && say(fault));
  if (fault) {
    at("report-error").scrollIntoView({ block: "center" });
    return;
  }
  const { kind, item, address, place, before, after } = given;
  const position = { lon: place.lon, lat: place.lat };
  const carried = { text: withMoment(given.text), item: item.key, address, position };
  const photos = kind === "settle" ? { photos_before: before, photos_after: after } : { photos: before };
  await enqueue({ kind, carried: kind === "report" ? { channel: "collector", ...carried } : carried, photos, item, place });
  await store.forget(owner, "draft");
  await open(null);
  location.hash = "#/queue";
}

/** A refused record back into the form. */
export async function edit(item) {
  const { text, address } = item.carried;
  const { photos, photos_before: before, photos_after: after } = item.photos;
  const given = { kind: item.kind, text, address, item: item.item, place: item.place, before: before ?? photos, after: after ?? [] };
  await open(given);
  await keepDraft();
}
