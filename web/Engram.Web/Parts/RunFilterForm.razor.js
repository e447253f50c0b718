// Suggestions for the filter of runs, asked from the server for the place of the caret. Enter shows the runs; nothing is searched while one types.
export function mount(form) {
  const input = form.querySelector("#filter"), list = form.querySelector("#filter-choices");
  const gone = new AbortController(), until = { signal: gone.signal };
  let from = 0, chosen = -1, waiting = 0, asking = null;
  input.addEventListener("input", event => {
    event.stopPropagation(); // A form that is swapped in place would send every half-written filter.
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 80);
  }, until);
  input.addEventListener("keydown", key, until);
  input.addEventListener("blur", close, until);
  list.addEventListener("pointerdown", event => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) take(item);
  }, until);
  toFault();
  return { update: toFault, dismount: () => gone.abort() };

  async function suggest() {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(form.dataset.completions, location.href);
    if (input.value) address.searchParams.set("filter", input.value);
    address.searchParams.set("at", input.selectionStart);
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function show(answer) {
    from = answer.from;
    list.replaceChildren(...answer.items.map(({ text, kind }, i) => {
      const item = document.createElement("li"), what = document.createElement("small");
      item.id = `filter-choice-${i}`;
      item.role = "option";
      what.textContent = kind;
      item.append(text, what);
      item.dataset.text = text;
      return item;
    }));
    list.hidden = answer.items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function choose(index) {
    chosen = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    const item = list.children[chosen];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  function key(event) {
    if (event.key === "ArrowDown" && list.hidden) suggest();
    else if (list.hidden) return;
    else if (event.key === "ArrowDown") choose((chosen + 1) % list.children.length);
    else if (event.key === "ArrowUp") choose((chosen + list.children.length) % (list.children.length + 1) - (chosen === 0 ? 1 : 0));
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" && chosen >= 0) || (event.key === "Tab" && !event.shiftKey)) take(list.children[Math.max(0, chosen)]);
    else return;
    event.preventDefault();
  }

  function take(item) {
    const text = item.dataset.text, end = text.endsWith(".") || text.endsWith("(") ? text : `${text} `;
    input.setRangeText(end, from, input.selectionStart, "end");
    close();
    if (end.endsWith(".")) suggest();
  }

  function close() {
    asking?.abort();
    clearTimeout(waiting);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function toFault() {
    close();
    const column = Number(form.dataset.fault);
    if (!column) return;
    input.focus({ preventScroll: true });
    input.setSelectionRange(column - 1, column - 1);
  }
}
