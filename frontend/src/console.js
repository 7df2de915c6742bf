// What every page of the console loads. Each page also works without it.
import "./console.css";
import htmx from "htmx.org";
import { watchPanels } from "./panels.js";
import { watchPhotos } from "./photos.js";
import { watchPlaces } from "./places.js";
import { watchUploads } from "./uploads.js";

// The pages forbid inline scripts and styles, so htmx may neither evaluate attributes nor add a style element.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // cases and people are not kept in the browser's storage
htmx.config.refreshOnHistoryMiss = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "...", swap: true }, // refusals are pages too: they say what is wrong and what to do
];

// A part of a page is not the place for a whole one: when the session has ended, or the server has failed.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.boosted) {
    return;
  }
  if (new URL(detail.xhr.responseURL).pathname !== new URL(detail.pathInfo.requestPath, document.baseURI).pathname) {
    window.location.reload();
  }
  detail.shouldSwap &&= detail.xhr.status < 400; // what has not changed (204) stays as it is
});

watchPanels();
watchPhotos();
watchUploads();
htmx.onLoad((root) => {
  watchPlaces(root);
  root.querySelector(".page-tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  root.querySelector("[data-focus]")?.focus();
});
