// Charts of the appraisal. Each is drawn from the table beside it, so that the table says the same to everyone.
import { BarChart, LineChart, RadarChart } from "echarts/charts";
import { GridComponent, LegendComponent, RadarComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, RadarChart, GridComponent, LegendComponent, RadarComponent, TooltipComponent, CanvasRenderer]);

const FONT = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
const COLOURS = ["#0a5bb0", "#a85b00", "#1a6238", "#a3201a", "#7a2069", "#3f5873", "#0b7a75", "#6b4a10"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle"];
const DARK = document.documentElement.classList.contains("wall");
const REM = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
const INK = DARK ? "#e6edf5" : "#1c2733";
// Drawn into the canvas: the pages forbid elements with styles of their own.
const TOOLTIP = { renderMode: "richText", confine: true };

/** The table's columns: names of rows, heads of columns, and numbers (null where there is none). */
function read(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const number = (cell) => (cell.dataset.value ? Number(cell.dataset.value) : null);
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    heads,
    columns: heads.map((_, index) => rows.map((row) => number(row.cells[index + 1]))),
  };
}

const KINDS = {
  lines: ({ names, heads, columns }) => ({
    tooltip: { ...TOOLTIP, trigger: "axis" },
    legend: { type: "scroll", bottom: 0, textStyle: { color: INK } },
    grid: { top: 16, right: 24, bottom: 48, left: 8, containLabel: true },
    xAxis: { type: "category", data: names, boundaryGap: false },
    yAxis: { type: "value", scale: true, max: ({ max }) => (max <= 100 ? 100 : null) }, // points and shares end at 100
    series: heads.map((name, index) => ({
      name,
      type: "line",
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      lineStyle: { type: ["solid", "dashed", "dotted"][index % 3] },
      data: columns[index],
    })),
  }),
  radar: ({ names, columns }) => ({
    radar: { radius: "66%", indicator: names.map((name) => ({ name, max: 100 })), axisName: { color: INK, fontSize: 13 } },
    series: [{ type: "radar", areaStyle: { opacity: 0.18 }, data: [{ value: columns[0].map((each) => each ?? 0) }] }],
  }),
  bars: ({ names, columns }) => ({
    grid: { top: 8, right: 56, bottom: 8, left: 8, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: { type: "category", inverse: true, data: names, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: INK, fontSize: 1.1 * REM, interval: 0 } },
    series: [{ type: "bar", barMaxWidth: 36, data: columns[0], label: { show: true, position: "right", color: INK, fontSize: 1.2 * REM, fontWeight: 700 }, itemStyle: { color: DARK ? "#57a6f5" : COLOURS[0], borderRadius: 3 } }],
  }),
};

function draw(place) {
  const table = place.parentElement.querySelector("table");
  if (!table?.tBodies[0]?.rows.length) {
    place.remove();
    return;
  }
  const chart = init(place);
  chart.setOption({ color: COLOURS, textStyle: { fontFamily: FONT }, animation: false, ...KINDS[place.dataset.chart](read(table)) });
  const watch = new ResizeObserver(() => (place.isConnected ? chart.resize() : (watch.disconnect(), chart.dispose())));
  watch.observe(place);
  place.dataset.drawn = "yes";
}

const drawAll = (root) => root.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
drawAll(document);
document.addEventListener("htmx:load", ({ detail }) => drawAll(detail.elt.parentElement ?? document));
