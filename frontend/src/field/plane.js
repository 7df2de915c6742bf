// Metres on the ground, near enough over a few kilometres.
const DEGREE = 111_320; // metres of a degree of latitude

export function planeAt([lon, lat]) {
  const across = DEGREE * Math.cos((lat * Math.PI) / 180);
  return ([x, y]) => [(x - lon) * across, (y - lat) * DEGREE];
}

/** Metres between two points [longitude, latitude]. */
export function distance(one, other) {
  return Math.hypot(...planeAt(one)(other));
}
