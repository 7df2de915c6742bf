// Builds the service worker of the app as one plain script: browsers load it without the others.
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "../wanmi/site/static/wanmi",
    emptyOutDir: false,
    rolldownOptions: {
      input: "src/field/worker.js",
      output: { format: "iife", entryFileNames: "field-worker.js" },
    },
  },
});
