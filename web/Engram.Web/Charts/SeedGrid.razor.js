// One stop for Tab however many runs there are: arrows go from run to run, Home and End along a condition, with Ctrl through the whole grid;
// Enter follows the link. Tab comes back to the run that was left.
export function mount(grid) {
  const gone = new AbortController(), until = { signal: gone.signal };
  grid.addEventListener("focusin", event => stopAt(event.target.closest("a")), until);
  grid.addEventListener("keydown", key, until);
  update();
  return { update, dismount: () => gone.abort() };

  function runs(of = grid) { return [...of.querySelectorAll("a")]; }

  function update() {
    stopAt(runs().find(run => run.tabIndex === 0 && run.hasAttribute("tabindex")) ?? runs()[0]);
  }

  function stopAt(stop) {
    if (stop) for (const run of runs()) run.tabIndex = run === stop ? 0 : -1;
  }

  function key(event) {
    const run = event.target.closest("a");
    if (!run || event.altKey || event.metaKey || event.shiftKey) return;
    const next = neighbour(run, event.key, event.ctrlKey);
    if (next === undefined) return;
    event.preventDefault();
    next?.focus();
  }

  // Null where the grid ends, undefined for a key that is none of ours. A hole is passed over: there is nothing to open.
  function neighbour(run, key, isWhole) {
    const row = run.closest("tr"), along = runs(isWhole ? grid : row), at = along.indexOf(run);
    if (key === "Home") return along[0];
    if (key === "End") return along.at(-1);
    if (isWhole) return undefined;
    if (key === "ArrowRight") return along[at + 1] ?? null;
    if (key === "ArrowLeft") return along[at - 1] ?? null;
    if (key === "ArrowDown" || key === "ArrowUp") return inColumn(run, key === "ArrowDown" ? 1 : -1);
    return undefined;
  }

  function inColumn(run, step) {
    const column = run.closest("td").cellIndex, rows = [...grid.tBodies[0].rows];
    for (let at = rows.indexOf(run.closest("tr")) + step; rows[at]; at += step) {
      const found = rows[at].cells[column].querySelector("a");
      if (found) return found;
    }
    return null;
  }
}
