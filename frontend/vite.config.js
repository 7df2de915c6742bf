// Builds the console's scripts and styles under fixed names; the server gives them hashed names when it gathers them.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

/** One SVG sprite of the icons listed in src/icons.txt: `<use href=".../icons.svg#bell">`. */
function sprite() {
  const names = readFileSync("src/icons.txt", "utf8").split(/\s+/).filter(Boolean);
  const symbol = (name) => {
    const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).trim();
    const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${stroke}>${shapes}</symbol>`;
  };
  return {
    name: "sprite",
    generateBundle() {
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("\n")}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [sprite()],
  build: {
    outDir: "../wanmi/site/static/wanmi",
    emptyOutDir: true,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
    rolldownOptions: {
      preserveEntrySignatures: "allow-extension", // field-map is imported by its hashed name
      input: {
        console: "src/console.js",
        map: "src/map.js",
        "city-map": "src/city-map.js",
        field: "src/field.js",
        "field-map": "src/field-map.js",
        public: "src/public.js",
        "public-map": "src/public-map.js",
        "map-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
        maplibre: "src/maplibre.css",
        "map-page": "src/city-map.css",
        charts: "src/charts.js",
        "theme-map": "src/theme-map.js",
        boards: "src/boards.css",
        wall: "src/wall.css",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
