// How uPlot is asked to draw a figure: axes, lines, bands and hooks.
import { colour, styleOf, translucent } from "./style.js";
import { drawBorders, drawMarks } from "./paint.js";
import { number } from "./numbers.js";
import { tooltip } from "./tooltip.js";

export function plotOptions(figure, place, curves, zoom, { onZoom, crosshair }) {
  const faint = colour(place, "--ink-faint"), line = colour(place, "--line"), firm = colour(place, "--line-firm");
  const font = `11px ${getComputedStyle(place).fontFamily}`;
  const axis = logarithmic => ({
    stroke: faint, font,
    grid: { stroke: line, width: 1, filter: logarithmic ? decades : all },
    ticks: { stroke: line, width: 1, size: 4, filter: logarithmic ? decades : all },
    values: (_, splits) => splits.map(value => value === null ? "" : number(value)),
  });
  const [logX, logY] = [figure.dataset.x === "log", figure.dataset.y === "log"];
  const { series, bands, first } = lines(figure, curves);
  const legend = key => figure.querySelector(`[data-line="${CSS.escape(key)}"]`);
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    padding: [curves.borders.length ? 18 : 8, 12, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.2 },
    cursor: {
      y: false,
      points: { size: 6 },
      focus: { prox: 24 },
      sync: { key: crosshair, scales: ["x", null] },
      drag: { x: true, y: false, setScale: false },
      bind: { dblclick: () => () => onZoom(null) },
    },
    scales: {
      x: { time: false, distr: logX ? 3 : 1, ...zoom && { range: [zoom.from, zoom.to] } },
      y: { distr: logY ? 3 : 1 },
    },
    axes: [{ ...axis(logX), space: 64, size: 28 }, { ...axis(logY), space: 34, size: 58 }],
    series: [{}, ...series],
    bands,
    hooks: {
      drawClear: [plot => drawBorders(plot, curves.borders, { faint, line: firm, font })],
      draw: [plot => drawMarks(plot, curves.lines.filter((_, index) => plot.series[first[index]].show), one => styleOf(figure, one.key).stroke)],
      setSelect: [plot => {
        if (plot.select.width < 4) return;
        const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map(pixel => plot.posToVal(pixel, "x"));
        plot.setSelect({ width: 0, height: 0 }, false);
        onZoom({ from: Math.floor(from), to: Math.ceil(to) });
      }],
    },
    plugins: [tooltip(curves.lines, first, one => legend(one.key)?.dataset.label ?? one.key, one => curves.lines.length > 1 ? legend(one.key)?.querySelector("svg") : null)],
  };
}

const all = (_, splits) => splits;
const decades = (_, splits) => splits.map(value => Math.abs(Math.log10(value) % 1) < 1e-6 || Math.abs(Math.log10(value) % 1) > 1 - 1e-6 ? value : null);

// One series for a line; two more, unseen, for the edges of its band. first[i] is where line i stands.
function lines(figure, curves) {
  const series = [], bands = [], first = [];
  for (const line of curves.lines) {
    const { stroke, line: drawn, dash, isReference } = styleOf(figure, line.key);
    const show = figure.querySelector(`[data-line="${CSS.escape(line.key)}"]`)?.getAttribute("aria-pressed") !== "false";
    const at = series.length + 1;
    first.push(at);
    // What others are held against lies broad and pale beneath them, and is seen on both sides of a line that meets it.
    series.push({ stroke: drawn, dash, width: isReference ? 6 : 1.5, show, points: { show: line.x.length < 40 && !line.low, size: 5, fill: stroke } });
    if (line.low) {
      const edge = { stroke: "transparent", width: 0, show, points: { show: false } };
      series.push(edge, { ...edge });
      bands.push({ series: [at + 1, at + 2], fill: translucent(stroke, 0.15) });
    }
  }
  return { series, bands, first };
}

