// The map of the city: vector tiles of the application alone, labels from the reader's own fonts, and the card of a grid.
import { AMOUNTS, GRIDS_FROM, POINTS_FROM, goCloser, openMap } from "./whole-city.js";

const MARKS = { event: "▲", component: "■", "": "○" };
const CLOSED_MARKS = { event: "△", component: "□", "": "◌" }; // closed: hollow and grey
const ADDRESS_MARK = "◇";

const container = document.querySelector("[data-city-map]");
const filters = document.querySelector("[data-map-filters]");
const card = document.getElementById("grid-card");

function tiles(layer, query = "") {
  return [`${location.origin}/tiles/${layer}/{z}/{x}/{y}.pbf${query}`];
}

function asked(...names) {
  const given = new URLSearchParams([...new FormData(filters)].filter(([name, value]) => value && names.includes(name)));
  return given.size ? `?${given}` : "";
}

const caseTiles = () => tiles("cases", asked("shown", "state", "major", "days"));
const addressTiles = () => tiles("addresses", asked("level"));

function style() {
  const vector = (layer, minzoom, maxzoom) => ({ type: "vector", tiles: tiles(layer), minzoom, maxzoom });
  const base = container.dataset.baseMap;
  return {
    version: 8,
    sources: {
      ...(base && { base: { type: "raster", tiles: [base], tileSize: 256 } }),
      divisions: vector("divisions", 6, 14),
      grids: vector("grids", GRIDS_FROM, 16),
      components: vector("components", POINTS_FROM, 17),
      cases: { ...vector("cases", 8, 17), tiles: caseTiles() },
      ...(filters.elements.addresses && { addresses: { ...vector("addresses", 8, 17), tiles: addressTiles() } }),
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#eef1ee" } },
      ...(base ? [{ id: "base", type: "raster", source: "base" }] : []),
      ...areas(),
      ...borders(),
      ...points(),
      ...labels(),
      ...(filters.elements.addresses ? addresses() : []),
    ],
  };
}

function areas() {
  const counts = { source: "cases", "source-layer": "counts", maxzoom: POINTS_FROM };
  return [
    { id: "grid-areas", type: "fill", source: "grids", "source-layer": "grids", paint: { "fill-color": "#ffffff", "fill-opacity": 0.35 } },
    { id: "amounts", type: "fill", ...counts, paint: { "fill-color": AMOUNTS, "fill-opacity": 0.9 } },
    {
      id: "chosen",
      type: "fill",
      source: "grids",
      "source-layer": "grids",
      filter: ["==", ["get", "code"], ""],
      paint: { "fill-color": "#0a5bb0", "fill-opacity": 0.3 },
    },
  ];
}

function borders() {
  const division = (id, width, color) => ({ id, type: "line", source: "divisions", "source-layer": id, paint: { "line-color": color, "line-width": width } });
  return [
    // Magenta: what the Beijing standard draws borders of unit grids in.
    { id: "grid-borders", type: "line", source: "grids", "source-layer": "grids", paint: { "line-color": "#a4318f", "line-width": ["interpolate", ["linear"], ["zoom"], 13, 0.4, 17, 1.4] } },
    division("communities", 1.2, "#5d6b7a"),
    division("streets", 2.2, "#24425f"),
    {
      id: "chosen-border",
      type: "line",
      source: "grids",
      "source-layer": "grids",
      filter: ["==", ["get", "code"], ""],
      paint: { "line-color": "#0a5bb0", "line-width": 3, "line-dasharray": [3, 1.5] },
    },
  ];
}

function points() {
  const by = (marks) => ["match", ["get", "kind"], "event", marks.event, "component", marks.component, marks[""]];
  const mark = ["case", ["get", "open"], by(MARKS), by(CLOSED_MARKS)];
  const close = { minzoom: POINTS_FROM };
  return [
    { id: "components", type: "circle", source: "components", "source-layer": "components", ...close, paint: { "circle-radius": 3, "circle-color": "#4b6358", "circle-stroke-color": "#ffffff", "circle-stroke-width": 1 } },
    {
      id: "cases",
      type: "symbol",
      source: "cases",
      "source-layer": "cases",
      ...close,
      layout: { "text-field": mark, "text-font": ["sans-serif"], "text-size": 22, "text-allow-overlap": true },
      paint: { "text-color": ["case", ["get", "open"], "#a3201a", "#46525c"], "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
  ];
}

function addresses() {
  const source = { source: "addresses", layout: { visibility: "none" } };
  const text = { "text-font": ["sans-serif"], "text-allow-overlap": true };
  const paint = { "text-color": "#0b4f8a", "text-halo-color": "#ffffff", "text-halo-width": 1.8 };
  return [
    {
      id: "address-numbers",
      type: "symbol",
      ...source,
      "source-layer": "counts-at",
      maxzoom: POINTS_FROM,
      layout: { ...text, ...source.layout, "text-field": ["concat", ADDRESS_MARK, ["to-string", ["get", "count"]]], "text-size": 12, "text-offset": [0, -1.3] },
      paint,
    },
    {
      id: "addresses",
      type: "symbol",
      ...source,
      "source-layer": "addresses",
      minzoom: POINTS_FROM,
      layout: { ...text, ...source.layout, "text-field": ADDRESS_MARK, "text-size": 17 },
      paint,
    },
    {
      id: "address-names",
      type: "symbol",
      ...source,
      "source-layer": "addresses",
      minzoom: POINTS_FROM + 1,
      layout: { "text-font": ["sans-serif"], ...source.layout, "text-field": ["get", "label"], "text-size": 11, "text-offset": [0, 1.2] },
      paint,
    },
  ];
}

function labels() {
  const text = (field, size) => ({ "text-field": ["get", field], "text-font": ["sans-serif"], "text-size": size });
  const halo = { "text-color": "#2b3742", "text-halo-color": "#ffffff", "text-halo-width": 1.6 };
  const counted = { source: "cases", "source-layer": "counts-at", maxzoom: POINTS_FROM };
  return [
    { id: "street-names", type: "symbol", source: "divisions", "source-layer": "streets-at", maxzoom: 13.5, layout: text("name", 13), paint: halo },
    { id: "community-names", type: "symbol", source: "divisions", "source-layer": "communities-at", minzoom: 13.5, layout: { ...text("name", 12), "text-offset": [0, 1.3] }, paint: halo },
    { id: "grid-names", type: "symbol", source: "grids", "source-layer": "grids-at", minzoom: POINTS_FROM, layout: text("label", 12), paint: { ...halo, "text-color": "#7a2069" } },
    {
      id: "numbers",
      type: "symbol",
      ...counted,
      layout: { "text-field": ["to-string", ["get", "count"]], "text-font": ["sans-serif"], "text-size": 14, "text-allow-overlap": true },
      paint: { "text-color": "#1c2733", "text-halo-color": "#ffffff", "text-halo-width": 2 },
    },
  ];
}

function start() {
  const map = openMap(container, style(), choose);
  map.on("load", () => narrow(map)); // what is ticked when the page comes back from the browser's history
  filters.addEventListener("change", () => narrow(map));
}

function narrow(map) {
  ask(map.getSource("cases"), caseTiles());
  ask(map.getSource("addresses"), addressTiles());
  const shown = { components: ["components"], addresses: ["address-numbers", "addresses", "address-names"] };
  for (const [name, layers] of Object.entries(shown)) {
    for (const layer of layers.filter((each) => map.getLayer(each))) {
      map.setLayoutProperty(layer, "visibility", filters.elements[name].checked ? "visible" : "none");
    }
  }
}

/** Fetch other tiles; the same ones again would be work done twice, and could keep the map from coming to rest. */
function ask(source, addresses) {
  if (source && source.tiles[0] !== addresses[0]) {
    source.setTiles(addresses);
  }
}

function choose(map, point) {
  const at = (...layers) => map.queryRenderedFeatures(point, { layers: layers.filter((each) => map.getLayer(each)) })[0];
  const found = at("cases");
  const address = at("addresses");
  const grid = at("grid-areas");
  if (found) {
    location.assign(container.dataset.case.replace("NUMBER", found.properties.number));
  } else if (address) {
    fill(container.dataset.addressCard.replace("ID", address.properties.id));
  } else if (grid) {
    show(map, grid.properties.code);
  } else {
    goCloser(map, point);
  }
}

async function show(map, code) {
  for (const layer of ["chosen", "chosen-border"]) {
    map.setFilter(layer, ["==", ["get", "code"], code]);
  }
  if (await fill(container.dataset.card.replace("CODE", code))) {
    card.dataset.grid = code;
  }
}

async function fill(address) {
  const answer = await fetch(address);
  if (answer.ok) {
    card.innerHTML = await answer.text();
    delete card.dataset.grid;
  }
  return answer.ok;
}

start();
