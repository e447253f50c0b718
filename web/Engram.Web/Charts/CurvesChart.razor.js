// Draws a CurvesChart with uPlot: bands, task borders, marks for what is not finite, one crosshair for all charts of the page,
// and a zoom, also of all charts, that fetches the points of the new window instead of magnifying old ones.
import uPlot from "/lib/uplot/uplot.min.mjs";
import { columns, fetchCurves, undrawable } from "/curves/source.js";
import { plotOptions } from "/curves/options.js";
import { count } from "/curves/numbers.js";

const crosshair = uPlot.sync("page").key;

export function mount(figure) {
  const place = figure.querySelector("[data-plot]");
  const note = figure.querySelector("[data-note]");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const gone = new AbortController();
  let plot = null, curves = null, zoom = null, asking = null;

  const observer = new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: place.clientHeight }));
  observer.observe(place);
  const until = { signal: gone.signal };
  document.addEventListener("themechange", build, until);
  system.addEventListener("change", build, until);
  document.addEventListener("zoom", event => { zoom = event.detail; load(); }, until);
  figure.addEventListener("click", choose, until);
  for (const kind of ["pointerover", "pointerout", "focusin", "focusout"]) figure.addEventListener(kind, emphasise, until);
  load();
  return { update: load, dismount };

  async function load() {
    asking?.abort();
    asking = new AbortController();
    try {
      curves = await fetchCurves(figure.dataset.source, { ...zoom, points: Math.max(200, 2 * place.clientWidth) }, asking.signal);
      show();
    } catch (error) {
      if (error.name !== "AbortError") note.textContent = `The points could not be fetched (${error.message}); reload the page to try again.`;
    }
  }

  function show() {
    build();
    note.textContent = words();
  }

  function build() {
    if (!curves || place.clientWidth === 0) return;
    plot?.destroy();
    place.replaceChildren();
    plot = new uPlot(plotOptions(figure, place, curves, zoom, { onZoom: look, crosshair }), data(), place);
    if (zoom) place.append(whole());
  }

  function data() {
    return columns(curves, uPlot.join, figure.dataset.y === "log");
  }

  function words() {
    const { nan, up, down, unknown, flat } = undrawable(curves, figure.dataset.y === "log");
    const seeds = curves.lines.flatMap(line => line.n ?? []);
    const [fewest, most] = seeds.length ? [Math.min(...seeds), Math.max(...seeds)] : [0, 0];
    return [
      curves.lines.length === 0 && "No points yet.",
      curves.drawn < curves.total && `${count(curves.drawn)} of ${count(curves.total)} points`,
      fewest !== most && `n falls from ${most} to ${fewest} along the curves`,
      figure.dataset.band && `bands: ${figure.dataset.band}`,
      nan && `${count(nan)} NaN marked × below`,
      unknown && `${count(unknown)} NaN or infinite values marked × below`,
      up && `${count(up)} +∞ marked ▲ above`,
      down && `${count(down)} −∞ marked ▼ below`,
      flat && `${count(flat)} values ≤ 0 have no place on a log axis`,
      zoom && `steps ${count(zoom.from)} to ${count(zoom.to)}`,
    ].filter(Boolean).join(" · ");
  }

  function look(window) {
    document.dispatchEvent(new CustomEvent("zoom", { detail: window }));
  }

  function whole() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "reset", textContent: "Whole range" });
    button.addEventListener("click", () => look(null));
    return button;
  }

  // A click on the legend shows or hides a line; with Alt, it shows only this one, or all again.
  function choose(event) {
    const chosen = event.target.closest("[data-line]");
    if (!chosen) return;
    const all = [...figure.querySelectorAll("[data-line]")];
    const alone = all.every(button => (button.getAttribute("aria-pressed") === "true") === (button === chosen));
    for (const button of event.altKey ? all : [chosen]) {
      const show = event.altKey ? alone || button === chosen : button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(show));
    }
    build();
  }

  function emphasise(event) {
    const chosen = event.target.closest("[data-line]");
    if (!plot || !chosen && !event.target.closest(".legend")) return;
    const index = event.type === "pointerover" || event.type === "focusin" ? curves.lines.findIndex(line => line.key === chosen?.dataset.line) : -1;
    let at = 1;
    for (const line of curves.lines.slice(0, Math.max(0, index))) at += line.low ? 3 : 1;
    plot.setSeries(index < 0 ? null : at, { focus: true });
  }

  function dismount() {
    gone.abort();
    asking?.abort();
    observer.disconnect();
    plot?.destroy();
  }
}
