// Links and forms marked data-swap: the page they lead to is fetched and morphed in, so that nothing jumps and the address still says it all.
// A form that posts is only checked while one types (do=check); sending it is left to the browser.
import { morph } from "./morph.js";
import { mountAll } from "./mount.js";
import { goLive } from "./live.js";

let asking = null, typing = 0;

export function swapInPlace() {
  document.addEventListener("click", event => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visit(link.href, "pushState");
  });
  document.addEventListener("submit", event => {
    if (!event.target.matches("form[data-swap]") || event.target.method === "post") return;
    event.preventDefault();
    visit(addressOf(event.target), "pushState");
  });
  // Choosing shows at once; typing and sliding show when the hand rests.
  document.addEventListener("input", event => {
    const form = event.target.closest("form[data-swap]");
    if (form) renew(form, event.target.matches("select, [type=checkbox], [type=radio]") ? 0 : 180);
  });
  addEventListener("popstate", () => visit(location.href, null));
  // What was typed before this script had come was heard by nobody.
  for (const form of document.querySelectorAll("form[data-swap]")) {
    if ([...form.elements].some(isTouched)) renew(form, 0);
  }
}

function renew(form, pause) {
  clearTimeout(typing);
  typing = setTimeout(() => form.method === "post" ? check(form) : visit(addressOf(form), "replaceState"), pause);
}

function isTouched(field) {
  if (field.matches("select")) {
    const given = [...field.options].findIndex(option => option.defaultSelected);
    return field.selectedIndex !== Math.max(given, 0);
  }
  return field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked
    : field.matches("input, textarea") && field.value !== field.defaultValue;
}

function addressOf(form) {
  const address = new URL(form.action);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== "")).toString();
  return address.href;
}

async function visit(address, remember) {
  try {
    const answer = await ask(address);
    if (!await show(answer)) return location.assign(address);
    if (remember) history[remember](null, "", answer.url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

async function check(form) {
  const body = new FormData(form);
  body.set("do", "check");
  try {
    await show(await ask(form.action, { method: "post", body }));
  } catch {
    // The next key, or sending the form, asks again.
  }
}

async function ask(address, how) {
  asking?.abort();
  asking = new AbortController();
  return fetch(address, { ...how, signal: asking.signal, headers: { accept: "text/html" } });
}

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!answer.ok || !main) return false;
  document.title = page.title;
  morph(document.querySelector("main"), main);
  mountAll(document);
  goLive(document);
  return true;
}
