// Maps: the city's outlines, the point of a case, and picking a point. Nothing is fetched from elsewhere; the labels are
// drawn from the fonts of the reader's own machine.
import { Map as MapLibreMap, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";

const STYLE = {
  version: 8,
  sources: {},
  layers: [{ id: "ground", type: "background", paint: { "background-color": "#eef1ee" } }],
};
const CITY_ZOOM = { padding: 12 };

function styleOver(base) {
  if (!base) {
    return STYLE;
  }
  const under = { id: "base", type: "raster", source: "base" };
  return { ...STYLE, sources: { base: { type: "raster", tiles: [base], tileSize: 256 } }, layers: [...STYLE.layers, under] };
}

function start(container) {
  container.dataset.started = "yes";
  setWorkerUrl(new URL(container.dataset.worker, document.baseURI).href);
  const map = new MapLibreMap({
    container,
    style: styleOver(container.dataset.baseMap),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    locale: { "Map.Title": container.dataset.label },
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => draw(map, container.dataset));
  const point = pointIn(container.dataset);
  const marker = point && new Marker({ color: "#a3201a" }).setLngLat(point).addTo(map);
  if (container.dataset.picks) {
    pick(map, container.dataset.picks, marker);
  }
}

async function draw(map, data) {
  const [streets, communities] = await Promise.all([outlines(data.streets), outlines(data.communities)]);
  map.addSource("streets", { type: "geojson", data: streets });
  map.addSource("communities", { type: "geojson", data: communities });
  layers(data.place ?? "").forEach((layer) => map.addLayer(layer));
  const own = communities.features.find((feature) => feature.properties.code === data.place?.slice(0, 12));
  const features = own ? [own] : streets.features;
  if (features.length) {
    map.fitBounds(bounds(features), { ...CITY_ZOOM, animate: false, maxZoom: 16 });
  }
  map.getContainer().dataset.drawn = "yes";
  if (data.picks) {
    follow(map, communities);
  }
}

/** Show the community that the form's list names. */
function follow(map, communities) {
  const list = document.querySelector("[data-follows-map] select[name]");
  const show = () => {
    const chosen = communities.features.find((feature) => feature.properties.code === list.value);
    for (const layer of ["own", "own-border"]) {
      map.setFilter(layer, ["==", ["get", "code"], list.value]);
    }
    if (chosen) {
      map.fitBounds(bounds([chosen]), { padding: 60, maxZoom: 15, animate: false });
    }
  };
  if (list) {
    list.addEventListener("change", show);
    show();
  }
}

async function outlines(address) {
  if (!address) {
    return { type: "FeatureCollection", features: [] };
  }
  const response = await fetch(address, { headers: { Accept: "application/geo+json" } });
  return response.ok ? response.json() : { type: "FeatureCollection", features: [] };
}

function layers(place) {
  const text = { "text-field": ["get", "name"], "text-font": ["sans-serif"], "text-size": 12 };
  const halo = { "text-color": "#3c4753", "text-halo-color": "#ffffff", "text-halo-width": 1.5 };
  return [
    { id: "area", type: "fill", source: "communities", paint: { "fill-color": "#ffffff", "fill-opacity": 0.85 } },
    {
      id: "own",
      type: "fill",
      source: "communities",
      filter: ["==", ["get", "code"], place.slice(0, 12)],
      paint: { "fill-color": "#2f7fd1", "fill-opacity": 0.22 },
    },
    { id: "borders", type: "line", source: "communities", paint: { "line-color": "#9aa7b5", "line-width": 1 } },
    { id: "streets", type: "line", source: "streets", paint: { "line-color": "#3f5873", "line-width": 2 } },
    {
      id: "own-border",
      type: "line",
      source: "communities",
      filter: ["==", ["get", "code"], place.slice(0, 12)],
      paint: { "line-color": "#0a5bb0", "line-width": 3, "line-dasharray": [3, 1.5] },
    },
    { id: "street-names", type: "symbol", source: "streets", maxzoom: 14, layout: text, paint: halo },
    // The name of the community that the point lies in stands below the map; here the pin would cover it.
    {
      id: "names",
      type: "symbol",
      source: "communities",
      minzoom: 14,
      filter: ["!=", ["get", "code"], place.slice(0, 12)],
      layout: text,
      paint: halo,
    },
  ];
}

function bounds(features) {
  const points = features.flatMap((feature) => feature.geometry.coordinates.flat(feature.geometry.type === "Polygon" ? 1 : 2));
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}

function pointIn({ lon, lat }) {
  return lon && lat ? [Number(lon), Number(lat)] : null;
}

/** Let a click set the two number fields, and the fields set the marker. */
function pick(map, field, casePoint) {
  casePoint?.getElement().classList.add("case-point");
  const fields = ["lon", "lat"].map((part) => document.getElementById(`${field}-${part}`));
  const chosen = new Marker({ color: "#0a5bb0" });
  const show = () => {
    const point = fields.map((input) => Number.parseFloat(input.value));
    if (point.every(Number.isFinite) && Math.abs(point[1]) <= 90) {
      chosen.setLngLat(point).addTo(map);
    } else {
      chosen.remove();
    }
  };
  map.getCanvas().style.cursor = "crosshair";
  map.on("click", ({ lngLat }) => set(fields, lngLat.lng, lngLat.lat));
  fields.forEach((input) => input.addEventListener("change", show));
  locate(field, fields, map);
  show();
}

function set([lon, lat], x, y) {
  lon.value = x.toFixed(7);
  lat.value = y.toFixed(7);
  lat.dispatchEvent(new Event("change", { bubbles: true }));
}

function locate(field, fields, map) {
  const button = document.querySelector(`[data-locate="${field}"]`);
  const answer = button.closest(".field").querySelector("[data-locate-answer]");
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    answer.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set(fields, coords.longitude, coords.latitude);
        map.jumpTo({ center: [coords.longitude, coords.latitude], zoom: 16 });
      },
      () => {
        answer.textContent = button.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}

function startAll() {
  document.querySelectorAll("[data-map]:not([data-started])").forEach(start);
}

document.addEventListener("htmx:load", startAll);
document.addEventListener("wanmi:map", startAll);
startAll();
