// The values under the crosshair, sorted as the lines lie, with the number of seeds behind each.
import { count, number } from "./numbers.js";

export function tooltip(lines, firstSeries, labelOf, keyOf) {
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  return {
    hooks: {
      ready: plot => plot.over.append(tip),
      setCursor: plot => {
        const { left, top, idx } = plot.cursor;
        const step = idx === null || idx === undefined ? undefined : plot.data[0][idx];
        const rows = left < 0 || step === undefined ? [] : lines
          .map((line, index) => ({ line, index, at: plot.series[firstSeries[index]].show ? nearest(line.x, step) : -1 }))
          .filter(({ line, at }) => at >= 0 && line.x[at] === step)
          .map(({ line, index, at }) => ({ line, value: line.y[at], n: line.n?.[at], distance: Math.abs(plot.valToPos(line.y[at], "y") - top), index }))
          .sort((a, b) => (Number.isNaN(b.value) ? -1 : b.value) - (Number.isNaN(a.value) ? -1 : a.value));
        tip.hidden = rows.length === 0;
        if (tip.hidden) return;
        const near = rows.reduce((best, row) => row.distance < best.distance ? row : best, rows[0]);
        tip.replaceChildren(head(step), table(rows, near));
        place(tip, plot, left, top);
      },
    },
  };

  function head(step) {
    return Object.assign(document.createElement("div"), { textContent: `step ${count(step)}` });
  }

  function table(rows, near) {
    const body = document.createElement("table");
    for (const row of rows) {
      const tr = body.insertRow();
      if (row === near && rows.length > 1) tr.className = "near";
      const name = document.createElement("th");
      const key = keyOf(row.line);
      if (key) name.append(key.cloneNode(true));
      name.append(labelOf(row.line));
      tr.append(name);
      tr.insertCell().textContent = number(row.value);
      if (row.n !== undefined) tr.insertCell().textContent = `n = ${row.n}`;
    }
    return body;
  }
}

function nearest(x, step) {
  let low = 0, high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < step) low = middle + 1; else high = middle;
  }
  return x.length === 0 ? -1 : low;
}

function place(tip, plot, left, top) {
  const { width, height } = plot.over.getBoundingClientRect();
  const beyond = left + 16 + tip.offsetWidth > width;
  tip.style.left = `${Math.max(0, beyond ? left - 16 - tip.offsetWidth : left + 16)}px`;
  tip.style.top = `${Math.max(0, Math.min(top + 12, height - tip.offsetHeight))}px`;
}
