// The share of a duty grid's streets that was walked, computed on the device from its positions and the street lines.
import { planeAt } from "./plane.js";

const PIECE = 25; // metres: streets are marked in pieces of at most this length
const REACH = 25; // metres: who passes so near to the middle of a piece has walked it
const STEP = 10; // metres: positions between two fixes
const FARTHEST = 150; // metres between two fixes, and
const LONGEST = 90_000; // ms: beyond them nobody knows the way between
const LEAST_EXACT = 50; // metres: a fix with a larger error marks nothing

export class Coverage {
  /** `streets`: runs of [longitude, latitude]; `walked`: numbers of pieces that are walked already. */
  constructor(streets, walked = []) {
    this.toMetres = planeAt(streets[0]?.[0] ?? [0, 0]);
    this.pieces = streets.flatMap((street) => piecesOf(street, this.toMetres));
    this.length = this.pieces.reduce((sum, piece) => sum + piece.length, 0); // metres
    this.cells = new Map();
    this.pieces.forEach((piece, number) => this.#file(cellOf(piece.middle), number));
    this.walked = new Set(walked);
    this.last = null;
  }

  #file(cell, number) {
    this.cells.set(cell, [...(this.cells.get(cell) ?? []), number]);
  }

  /** A fix of the device: {lon, lat, accuracy, at}. Marks what lies between it and the fix before. */
  pass(fix) {
    if (fix.accuracy > LEAST_EXACT) {
      return;
    }
    const here = this.toMetres([fix.lon, fix.lat]);
    const from = this.#follows(here, fix.at) ? this.last.here : here;
    const steps = Math.max(1, Math.ceil(apart(from, here) / STEP));
    for (let step = 0; step <= steps; step += 1) {
      this.#mark([0, 1].map((axis) => from[axis] + ((here[axis] - from[axis]) * step) / steps));
    }
    this.last = { here, at: fix.at };
  }

  #follows(here, at) {
    return this.last && at - this.last.at <= LONGEST && apart(this.last.here, here) <= FARTHEST;
  }

  #mark(point) {
    for (const cell of cellsAround(point)) {
      for (const number of this.cells.get(cell) ?? []) {
        if (apart(this.pieces[number].middle, point) <= REACH) {
          this.walked.add(number);
        }
      }
    }
  }

  /** Of the length of all streets, 0 to 1. */
  get share() {
    const walked = [...this.walked].reduce((sum, number) => sum + (this.pieces[number]?.length ?? 0), 0);
    return this.length ? Math.min(1, walked / this.length) : 0;
  }

  /** The walked pieces as runs of [longitude, latitude], for the map. */
  get lines() {
    return [...this.walked].filter((number) => this.pieces[number]).map((number) => this.pieces[number].ends);
  }
}

function piecesOf(street, toMetres) {
  return street.slice(1).flatMap((end, at) => {
    const start = street[at];
    const length = apart(toMetres(start), toMetres(end));
    const count = Math.max(1, Math.ceil(length / PIECE));
    const point = (share) => [0, 1].map((axis) => start[axis] + (end[axis] - start[axis]) * share);
    return Array.from({ length: count }, (_, number) => ({
      middle: toMetres(point((number + 0.5) / count)),
      length: length / count,
      ends: [point(number / count), point((number + 1) / count)],
    }));
  });
}

function apart(one, other) {
  return Math.hypot(one[0] - other[0], one[1] - other[1]);
}

function cellOf([x, y]) {
  return `${Math.floor(x / REACH)} ${Math.floor(y / REACH)}`;
}

function cellsAround([x, y]) {
  return [-1, 0, 1].flatMap((east) => [-1, 0, 1].map((north) => cellOf([x + east * REACH, y + north * REACH])));
}
