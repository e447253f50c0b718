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
export function columns({ lines }, join, logarithmic) {
  const drawable = value => Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  const tables = lines.map(({ x, y, low, high }) => low ? [x, y.map(drawable), high.map(drawable), low.map(drawable)] : [x, y.map(drawable)]);
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : join(tables);
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
