// What uPlot does not draw itself: task borders behind the lines, and marks at the edge for values that have no place.
export function drawBorders(plot, borders, { faint, line, font }) {
  if (borders.length === 0) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.lineWidth = ratio;
  ctx.strokeStyle = line;
  ctx.fillStyle = faint;
  ctx.font = font.replace(/[\d.]+px/, size => `${parseFloat(size) * ratio}px`);
  ctx.textBaseline = "bottom";
  borders.forEach(({ step, label }, index) => {
    const next = borders[index + 1]?.step ?? Infinity;
    const { min, max } = plot.scales.x;
    if (next <= min || step > max) return;
    const x = Math.round(plot.valToPos(Math.max(step, min), "x", true));
    const room = plot.valToPos(Math.min(next, max), "x", true) - x;
    if (step > min) {
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top - 14 * ratio);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    if (ctx.measureText(label).width + 8 * ratio < room) ctx.fillText(label, x + 4 * ratio, bbox.top - 3 * ratio);
  });
  ctx.restore();
}

// +∞ a triangle at the upper edge, −∞ one at the lower, NaN a cross at the lower.
export function drawMarks(plot, lines, strokeOf) {
  const { ctx, bbox } = plot;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const line of lines) {
    ctx.fillStyle = ctx.strokeStyle = strokeOf(line);
    for (const { x: step, nan, up, down, unknown } of line.marks) {
      const x = plot.valToPos(step, "x", true);
      if (up) triangle(x, bbox.top + size, -size);
      if (down) triangle(x, bbox.top + bbox.height - size, size);
      if (nan || unknown) cross(x, bbox.top + bbox.height - size);
    }
  }
  ctx.restore();

  function triangle(x, y, tip) {
    ctx.beginPath();
    ctx.moveTo(x, y + tip);
    ctx.lineTo(x - size, y - tip);
    ctx.lineTo(x + size, y - tip);
    ctx.fill();
  }

  function cross(x, y) {
    ctx.beginPath();
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  }
}
