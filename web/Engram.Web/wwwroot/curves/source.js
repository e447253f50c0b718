// The points of a chart: {total, drawn, borders: [{step, label}], lines: [{key, x, y, low?, high?, n?}]}. NaN and infinities come as strings.
export async function fetchCurves(source, { from, to, points }, signal) {
  const address = new URL(source, document.baseURI);
  address.searchParams.set("points", points);
  if (from !== undefined) address.searchParams.set("from", from);
  if (to !== undefined) address.searchParams.set("to", to);
  const answer = await fetch(address, { signal, headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const { total, drawn, borders, lines } = await answer.json();
  return { total, drawn, borders: borders ?? [], lines: lines.map(numbers) };
}

function numbers(line) {
  const column = name => line[name] && Float64Array.from(line[name], Number);
  return { key: line.key, x: column("x"), y: column("y"), low: column("low"), high: column("high"), n: line.n };
}

// Columns as uPlot wants them: one x for all lines, null where there is nothing to draw; and what could not be drawn.
export function columns({ lines }, join, logarithmic) {
  const drawable = value => Number.isFinite(value) && (!logarithmic || value > 0) ? value : null;
  const tables = lines.map(line => {
    const table = [Array.from(line.x), Array.from(line.y, drawable)];
    if (line.low) table.push(Array.from(line.high, drawable), Array.from(line.low, drawable));
    return table;
  });
  if (tables.length === 0) return [[]];
  return tables.length === 1 ? tables[0] : join(tables);
}

export function undrawable({ lines }, logarithmic) {
  const count = { nan: 0, up: 0, down: 0, flat: 0 };
  for (const line of lines) {
    for (const value of line.y) {
      if (Number.isNaN(value)) count.nan++;
      else if (value === Infinity) count.up++;
      else if (value === -Infinity) count.down++;
      else if (logarithmic && value <= 0) count.flat++;
    }
  }
  return count;
}
