// The map on a page: <div data-map data-worker="…/map-worker.js">.
import "maplibre-gl/dist/maplibre-gl.css";
import { Map as MapLibreMap, setWorkerUrl } from "maplibre-gl";

for (const container of document.querySelectorAll("[data-map]")) {
  setWorkerUrl(new URL(container.dataset.worker, document.baseURI).href);
  new MapLibreMap({ container, style: { version: 8, sources: {}, layers: [] } });
}
