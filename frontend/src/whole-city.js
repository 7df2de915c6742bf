// What every map of the whole city shares: it opens on the city, stays flat and level, and says when it has been drawn.
import { Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";

export const GRIDS_FROM = 13; // as in wanmi/atlas/tiles.py
export const POINTS_FROM = 16;
export const AMOUNTS = ["step", ["get", "count"], "#ffe3a8", 2, "#f59f3d", 5, "#b3261e"];
const CHINA = "73 3 136 54";

/** The map in `container` with this style; `choose(map, point)` hears clicks, and Enter as a click on the middle. */
export function openMap(container, style, choose = () => undefined) {
  setWorkerUrl(new URL(container.dataset.worker, document.baseURI).href);
  const [west, south, east, north] = (container.dataset.bounds ?? CHINA).split(" ").map(Number);
  const map = new MapLibreMap({
    container,
    style,
    bounds: [[west, south], [east, north]],
    fitBoundsOptions: { padding: 16 },
    minZoom: 8,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxPitch: 0,
    locale: { "Map.Title": container.dataset.label },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
  map.on("idle", () => (container.dataset.drawn = "yes"));
  map.on("click", ({ point }) => choose(map, point));
  map.getCanvas().addEventListener("keydown", ({ key }) => key === "Enter" && choose(map, map.project(map.getCenter())));
  return map;
}

/** Go closer to what lies at this point, at least to where single grids are seen. */
export function goCloser(map, point) {
  map.easeTo({ center: map.unproject(point), zoom: Math.max(map.getZoom() + 1, GRIDS_FROM + 0.5) });
}
