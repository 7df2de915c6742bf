// The public map: what is open, counted by community and grid; close up one by one where the city shows them so.
import { AMOUNTS, GRIDS_FROM, POINTS_FROM, goCloser, openMap } from "./whole-city.js";

const container = document.querySelector("[data-public-map]");
const card = document.getElementById("grid-card");
const layersShown = container.dataset.layers.split(" ");

const tiles = (layer) => [`${location.origin}/public/tiles/${layer}/{z}/{x}/{y}.pbf`];
const source = (layer, minzoom, maxzoom) => ({ type: "vector", tiles: tiles(layer), minzoom, maxzoom });
const line = (id, from, layer, color, width) => ({ id, type: "line", source: from, "source-layer": layer, paint: { "line-color": color, "line-width": width } });
const text = (field, size) => ({ "text-field": field, "text-font": ["sans-serif"], "text-size": size });
const halo = { "text-color": "#1c2733", "text-halo-color": "#ffffff", "text-halo-width": 1.8 };

function style() {
  const base = container.dataset.baseMap;
  const divisions = layersShown.includes("divisions");
  const grids = layersShown.includes("grids");
  return {
    version: 8,
    sources: {
      ...(base && { base: { type: "raster", tiles: [base], tileSize: 256 } }),
      ...(divisions && { divisions: source("divisions", 6, 14) }),
      ...(grids && { grids: source("grids", GRIDS_FROM, 16) }),
      cases: source("cases", 8, 17),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef1ee" } },
      ...(base ? [{ id: "base", type: "raster", source: "base" }] : []),
      { id: "amounts", type: "fill", source: "cases", "source-layer": "counts", paint: { "fill-color": AMOUNTS, "fill-opacity": 0.85 } },
      ...(grids ? [{ id: "grid-areas", type: "fill", source: "grids", "source-layer": "grids", paint: { "fill-opacity": 0 } }, line("grid-borders", "grids", "grids", "#a4318f", 0.6)] : []),
      ...(divisions ? [line("communities", "divisions", "communities", "#5d6b7a", 1), line("streets", "divisions", "streets", "#24425f", 2)] : []),
      { id: "cases", type: "circle", source: "cases", "source-layer": "cases", minzoom: POINTS_FROM, paint: { "circle-radius": 9, "circle-color": "#a3201a", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } },
      ...(divisions ? [{ id: "names", type: "symbol", source: "divisions", "source-layer": "streets-at", maxzoom: 13.5, layout: text(["get", "name"], 13), paint: halo }] : []),
      { id: "numbers", type: "symbol", source: "cases", "source-layer": "counts-at", layout: { ...text(["to-string", ["get", "count"]], 15), "text-allow-overlap": true }, paint: halo },
    ],
  };
}

function choose(map, point) {
  const layers = (ids) => ids.filter((id) => map.getLayer(id));
  const [found] = map.queryRenderedFeatures(point, { layers: ["cases"] });
  const [grid] = map.queryRenderedFeatures(point, { layers: layers(["grid-areas"]) });
  if (found) {
    location.assign(container.dataset.case.replace("NUMBER", found.properties.number));
  } else if (grid && map.getZoom() >= GRIDS_FROM) {
    show(grid.properties.code);
  } else {
    goCloser(map, point);
  }
}

async function show(code) {
  const answer = await fetch(container.dataset.card.replace("CODE", code));
  if (answer.ok) {
    card.innerHTML = await answer.text();
  }
}

openMap(container, style(), choose);
