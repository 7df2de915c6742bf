import assert from "node:assert/strict";
import test from "node:test";
import { again, asNote, dropped, isOver, mayAgain, mayNote, meaningOf, nextToSend, receipt, takenBack, waitAfter } from "../src/field/rules.js";

const item = (key, more = {}) => ({ key, at: Number(key), post: "p", status: "waiting", kind: "act", action: "pass_check", ...more });

test("the oldest record of the post in which one acts goes first", () => {
  assert.equal(nextToSend([item("2"), item("1")], "p", 10).key, "1");
  assert.equal(nextToSend([item("1", { post: "other" })], "p", 10), null);
  assert.equal(nextToSend([item("1", { next: 20 }), item("2")], "p", 10).key, "2");
});

test("a later act on a case waits for the earlier one, acts on other cases do not", () => {
  const stuck = item("1", { number: "A", status: "conflict" });
  assert.equal(nextToSend([stuck, item("2", { number: "A" }), item("3", { number: "B" })], "p", 10).key, "3");
  assert.equal(nextToSend([{ ...stuck, status: "dropped" }, item("2", { number: "A" })], "p", 10).key, "2");
});

test("what an answer means", () => {
  const moved = { reasons: [{ code: "moved_on" }] };
  const means = [[201, null], [409, moved], [409, {}], [422, {}], [401, null], [403, null], [0, null], [503, null], [500, null], [429, null]];
  const words = ["done", "conflict", "refused", "refused", "session", "session", "away", "away", "later", "later"];
  assert.deepEqual(means.map(([status, body]) => meaningOf(status, body)), words);
});

test("pauses double up to a quarter of an hour", () => {
  assert.deepEqual([1, 2, 3].map((tries) => waitAfter(tries, 0)), [5000, 10000, 20000]);
  assert.equal(waitAfter(30, 0), 900_000);
  assert.ok(waitAfter(1, 1) <= 6000);
});

test("a receipt holds neither text nor place nor pictures", () => {
  const kept = receipt(item("1", { carried: { note: "x", position: {} }, photos: { photos: [1] }, person: "7" }), "A", 9);
  assert.deepEqual(Object.keys(kept).sort(), ["action", "at", "doneAt", "key", "kind", "number", "person", "post", "status"]);
});

test("a conflict is sent again under the new version only where the act is still possible", () => {
  const met = item("1", { status: "conflict", seen: 3, theirs: { version: 5, actions: ["pass_check"] } });
  assert.ok(mayAgain(met));
  assert.deepEqual([again(met).seen, again(met).status, again(met).key], [5, "waiting", "1"]);
  assert.ok(!mayAgain({ ...met, theirs: { version: 5, actions: [] } }));
  assert.ok(!mayAgain({ ...met, theirs: null }));
});

test("kept as a note all evidence goes along under a key of its own", () => {
  const met = item("1", { status: "conflict", seen: 3, carried: { note: "wet", position: { lon: 1, lat: 2 } }, photos: { photos: ["a"], photos_after: ["b"] } });
  assert.ok(mayNote(met));
  const note = asNote(met, "Passed at noon", "2");
  assert.deepEqual([note.action, note.seen, note.key, note.photos], ["add_note", null, "2", { photos: ["a", "b"] }]);
  assert.deepEqual(note.carried, { note: "Passed at noon\nwet", position: { lon: 1, lat: 2 } });
});

test("what was dropped can be taken back for a day", () => {
  const gone = dropped(item("1", { status: "conflict" }), 1000);
  assert.equal(takenBack(gone).status, "conflict");
  assert.deepEqual([isOver(gone, 2000), isOver(gone, 1001 + 24 * 3600_000), isOver(takenBack(gone), 1e12)], [false, true, false]);
});
