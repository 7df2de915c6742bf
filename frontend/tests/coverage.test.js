import assert from "node:assert/strict";
import test from "node:test";
import { Coverage } from "../src/field/coverage.js";

// A street of 1,000 m to the east at the equator and one of 1,000 m far in the north.
const DEGREE = 111_320;
const street = (lat) => [[0, lat], [1000 / DEGREE, lat]];
const STREETS = [street(0), street(0.1)];
const fix = (metres, at, more = {}) => ({ lon: metres / DEGREE, lat: 0, accuracy: 5, at, ...more });

test("who walks half of one of two streets has walked a quarter", () => {
  const walk = new Coverage(STREETS);
  for (let metres = 0; metres <= 500; metres += 50) {
    walk.pass(fix(metres, metres * 700));
  }
  assert.ok(Math.abs(walk.length - 2000) < 2);
  assert.ok(Math.abs(walk.share - 0.25) < 0.02, String(walk.share));
  assert.equal(walk.lines.length, walk.walked.size);
});

test("jumps, long pauses and inexact fixes mark nothing between", () => {
  const jump = new Coverage(STREETS);
  jump.pass(fix(0, 0));
  jump.pass(fix(900, 10_000));
  assert.ok(jump.share < 0.08);
  const pause = new Coverage(STREETS);
  pause.pass(fix(0, 0));
  pause.pass(fix(140, 600_000));
  assert.ok(pause.share < 0.08);
  const inexact = new Coverage(STREETS);
  inexact.pass(fix(0, 0, { accuracy: 200 }));
  assert.equal(inexact.share, 0);
});

test("walked twice counts once, and what was walked before is known again", () => {
  const walk = new Coverage(STREETS);
  [0, 100, 0, 100].forEach((metres, at) => walk.pass(fix(metres, at * 1000)));
  const later = new Coverage(STREETS, [...walk.walked]);
  assert.equal(later.share, walk.share);
  assert.equal(new Coverage([]).share, 0);
});
