// Colours come from the page: what CSS says of the legend's own keys is what the canvas draws.
export function styleOf(figure, key) {
  const sample = figure.querySelector(`[data-line="${CSS.escape(key)}"] svg`);
  const { color, strokeDasharray: dash } = getComputedStyle(sample);
  return {
    stroke: color,
    line: getComputedStyle(sample.firstElementChild).stroke, // pale where it is a reference
    isReference: sample.classList.contains("reference"),
    dash: dash === "none" ? undefined : dash.split(/[\s,]+/).map(parseFloat),
  };
}

export function colour(place, name) {
  const probe = place.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export const translucent = (rgb, alpha) => `rgba(${rgb.match(/[\d.]+/g).slice(0, 3).join(", ")}, ${alpha})`;
