// A map of duty grids drawn from what lies on the device alone: outlines, streets, tasks, the person himself.
import { Map as MapLibreMap, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";

const GROUND = "#eef1ee";
const EMPTY = { type: "FeatureCollection", features: [] };

export class MapOfGround {
  /** `open` hears the number of a task that is chosen; `cross` draws a cross in the middle, for choosing a place. */
  constructor(container, worker, { open = null, cross = false }) {
    setWorkerUrl(new URL(worker, document.baseURI).href);
    this.open = open;
    this.container = container;
    this.container.classList.toggle("with-cross", cross);
    this.marks = [];
    this.fitted = false;
    this.map = new MapLibreMap({
      container,
      style: style(),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxPitch: 0,
      locale: { "Map.Title": container.dataset.label },
    });
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.loaded = new Promise((resolve) => this.map.once("load", resolve));
    this.map.on("idle", () => (container.dataset.drawn = "yes"));
  }

  async show({ ground, tasks, here, lines }) {
    await this.loaded;
    this.map.resize();
    this.#set("grids", ground.map((grid) => feature(grid.outline)));
    this.#set("streets", ground.flatMap((grid) => grid.streets).map(line));
    this.#set("walked", lines.map(line));
    this.marks.forEach((mark) => mark.remove());
    this.marks = [...tasks.filter((task) => task.position).map((task) => this.#task(task)), ...(here ? [this.#here(here)] : [])];
    if (!this.fitted && ground.length) {
      this.fitted = true;
      this.map.fitBounds(bounds(ground), { padding: 24, animate: false });
    }
  }

  #set(name, features) {
    this.map.getSource(name).setData({ type: "FeatureCollection", features });
  }

  #task(task) {
    const link = document.createElement("button");
    link.type = "button";
    link.className = "map-task";
    link.textContent = task.item || task.number;
    link.addEventListener("click", () => this.open?.(task.number));
    return new Marker({ element: link, anchor: "bottom" }).setLngLat([task.position.lon, task.position.lat]).addTo(this.map);
  }

  #here(here) {
    return new Marker({ color: "#0a5bb0" }).setLngLat([here.lon, here.lat]).addTo(this.map);
  }

  goTo(point) {
    this.fitted = true;
    this.map.jumpTo({ center: point, zoom: 16 });
  }

  middle() {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat].map((degrees) => Math.round(degrees * 1e7) / 1e7);
  }

  remove() {
    this.map.remove();
    this.container.replaceChildren();
    delete this.container.dataset.drawn;
  }
}

function style() {
  const source = { type: "geojson", data: EMPTY };
  const drawn = (id, type, of, paint) => ({ id, type, source: of, paint });
  return {
    version: 8,
    sources: { grids: source, streets: source, walked: source },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": GROUND } },
      drawn("area", "fill", "grids", { "fill-color": "#ffffff" }),
      drawn("streets", "line", "streets", { "line-color": "#8d99a6", "line-width": 1.5 }),
      drawn("walked", "line", "walked", { "line-color": "#1a6238", "line-width": 5 }),
      drawn("border", "line", "grids", { "line-color": "#a4318f", "line-width": 2.5 }),
    ],
  };
}

function feature(geometry) {
  return { type: "Feature", properties: {}, geometry };
}

function line(coordinates) {
  return feature({ type: "LineString", coordinates });
}

function bounds(ground) {
  const points = ground.flatMap(({ outline }) => outline.coordinates.flat(outline.type === "Polygon" ? 1 : 2));
  const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]));
  return [
    [Math.min(...lons), Math.min(...lats)],
    [Math.max(...lons), Math.max(...lats)],
  ];
}
