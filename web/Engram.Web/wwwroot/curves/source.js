// The points of a chart: {total, drawn, borders: [{step, label}], lines: [{key, x, y, low?, high?, n?, marks: [{x, nan, up, down}]}]}.
export async function fetchCurves(source, { from, to, points }, signal) {
  const address = new URL(source, document.baseURI);
  address.searchParams.set("points", points);
  if (from !== undefined) address.searchParams.set("from", from);
  if (to !== undefined) address.searchParams.set("to", to);
  const answer = await fetch(address, { signal, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const curves = await answer.json();
  for (const line of curves.lines) {
    for (const column of ["y", "low", "high"]) line[column] = line[column]?.map(Number); // NaN and infinities come as texts
  }
  return curves;
}

// Columns as uPlot wants them: one x for all lines, null where there is nothing to draw.
export function columns({ lines, borders }, join, logarithmic) {
  const drawable = value => Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  // On a logarithmic axis the lower edge of a band may lie at or below zero: then the band reaches down to the smallest value drawn.
  const least = logarithmic ? lines.reduce((least, { y }) => y.reduce((a, b) => b > 0 && b < a ? b : a, least), Infinity) : 0;
  const edge = value => logarithmic && value <= 0 ? drawable(least) : drawable(value);
  const tables = lines.map(({ x, y, low, high }) => low ? [x, y.map(drawable), high.map(drawable), low.map(edge)] : [x, y.map(drawable)]).map(table => cut(table, borders));
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : join(tables);
}

// No line leads from one task to the next: half a step before a border stands a gap.
function cut([x, ...values], borders) {
  const starts = new Set(borders.map(border => border.step));
  const from = x.flatMap((step, index) => index > 0 && starts.has(step) ? [null, index] : [index]);
  return [from.map((index, at) => index === null ? x[from[at + 1]] - 0.5 : x[index]), ...values.map(column => from.map(index => index === null ? null : column[index]))];
}

// How many values no line goes through, and why.
export function undrawable({ lines }, logarithmic) {
  const count = { nan: 0, up: 0, down: 0, unknown: 0, flat: 0 };
  for (const line of lines) {
    for (const mark of line.marks) {
      count.nan += mark.nan;
      count.up += mark.up;
      count.down += mark.down;
      count.unknown += mark.unknown;
    }
    if (logarithmic) count.flat += line.y.filter(value => value <= 0).length;
  }
  return count;
}
