// The thematic map: regions in the colour of their grade, with letter and score, as the table beside it says.
import { openMap } from "./whole-city.js";

const container = document.querySelector("[data-theme-map]");
const NOTHING = "#eef1ee";

function tiles(layer) {
  return [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.pbf`];
}

/** A value for each code of the table, for places by the beginning of their code. */
function byCode(rows, length, value, otherwise) {
  const cases = rows.flatMap((row) => [row.dataset.code, value(row)]);
  return cases.length ? ["match", ["slice", ["get", "code"], 0, length], ...cases, otherwise] : otherwise;
}

function layers(level, rows) {
  const length = Number(level);
  const [source, shapes] = { 6: ["divisions", "streets"], 9: ["divisions", "streets"], 12: ["divisions", "communities"], 15: ["grids", "grids"] }[level] ?? ["divisions", ""];
  const border = (id, width) => ({ id, type: "line", source: "divisions", "source-layer": id, paint: { "line-color": "#24425f", "line-width": width } });
  const borders = [border("communities", 0.6), border("streets", 1.8)];
  if (!shapes) {
    return borders;
  }
  const place = { source, "source-layer": shapes };
  return [
    { id: "grades", type: "fill", ...place, paint: { "fill-color": byCode(rows, length, (row) => row.dataset.colour || NOTHING, NOTHING), "fill-opacity": 0.72 } },
    ...borders,
    {
      id: "scores",
      type: "symbol",
      source,
      "source-layer": `${shapes}-at`,
      layout: { "text-field": byCode(rows, length, (row) => row.dataset.text.trim() || "–", ""), "text-font": ["sans-serif"], "text-size": 14 },
      paint: { "text-color": "#101820", "text-halo-color": "#ffffff", "text-halo-width": 2.4 },
    },
  ];
}

function style() {
  const base = container.dataset.baseMap;
  return {
    version: 8,
    sources: {
      ...(base && { base: { type: "raster", tiles: [base], tileSize: 256 } }),
      divisions: { type: "vector", tiles: tiles("divisions"), minzoom: 6, maxzoom: 14 },
      grids: { type: "vector", tiles: tiles("grids"), minzoom: 13, maxzoom: 16 },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": NOTHING } },
      ...(base ? [{ id: "base", type: "raster", source: "base" }] : []),
      ...layers(container.dataset.level, [...document.querySelectorAll("[data-code]")]),
    ],
  };
}

if (container) {
  openMap(container, style());
}
