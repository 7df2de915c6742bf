// What every page of the console loads.
import "./console.css";
import "@tabler/core/dist/js/tabler.esm.js";
import htmx from "htmx.org";

// The pages forbid inline scripts and styles, so htmx may neither evaluate attributes nor add a style element.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
