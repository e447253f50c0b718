// Keys for the list of runs: / to the filter, j and k through the rows, x ticks, Enter opens; c compares what is ticked, d goes to the button that
// deletes it; shift and a click ticks a range.
export function mount(part) {
  const bar = part.querySelector(".actions");
  const gone = new AbortController(), until = { signal: gone.signal };
  let last = null;
  document.addEventListener("keydown", key, until);
  part.addEventListener("change", count, until);
  part.addEventListener("click", event => {
    const box = event.target.closest("tbody input[type=checkbox]");
    if (box) range(box, event.shiftKey);
    else if (event.target.closest("[data-compare]")) compare();
    else if (event.target.closest("[data-clear]")) clear();
  }, until);
  count();
  return { update: count, dismount: () => gone.abort() };

  function rows() { return [...part.querySelectorAll("tbody tr")]; }
  function box(row) { return row.querySelector("input[type=checkbox]"); }
  function ticked() { return rows().filter(row => box(row).checked); }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const at = rows().indexOf(document.activeElement.closest("tbody tr"));
    if (event.key === "/") document.getElementById("filter")?.focus();
    else if (event.key === "j" || event.key === "k") rows().at(Math.min(rows().length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1))))?.focus();
    else if (event.key === "x" && at >= 0) tick(rows()[at]);
    else if (event.key === "Enter" && document.activeElement === rows()[at]) rows()[at].querySelector("th a").click();
    else if (event.key === "c" && ticked().length > 1) compare();
    else if (event.key === "d" && ticked().length > 0) bar.querySelector(".danger").focus();
    else return;
    event.preventDefault();
  }

  function tick(row) {
    box(row).checked = !box(row).checked;
    last = row;
    count();
  }

  function range(clicked, extends_) {
    const row = clicked.closest("tr"), all = rows(), [a, b] = [all.indexOf(last), all.indexOf(row)].sort((x, y) => x - y);
    if (extends_ && a >= 0) for (const one of all.slice(a, b + 1)) box(one).checked = clicked.checked;
    last = row;
    count();
  }

  function count() {
    const n = ticked().length;
    bar.querySelector("[data-ticked]").textContent = `${n} ticked`;
    for (const button of bar.querySelectorAll("[data-compare], [data-clear]")) button.hidden = false;
    bar.querySelector("[data-compare]").disabled = n < 2;
  }

  function clear() {
    for (const row of ticked()) box(row).checked = false;
    count();
  }

  // Runs of one study are compared on its page; others beside each other in this list.
  function compare() {
    const chosen = ticked(), studies = new Set(chosen.map(row => row.dataset.study));
    if (studies.size === 1 && chosen[0].dataset.study) return location.assign(`/studies/${chosen[0].dataset.study}/compare`);
    const address = new URL(location.href);
    for (const name of ["after", "before"]) address.searchParams.delete(name);
    address.searchParams.set("filter", `id in (${chosen.map(row => `'${row.dataset.run}'`).join(", ")})`);
    location.assign(address.href);
  }
}
