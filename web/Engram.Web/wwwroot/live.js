// <section data-live="events address" data-fragment="address of the same part">: on an event the part is fetched again and morphed in.
// data-on names the kinds of events that concern it. Parts that name the same address share one EventSource; a part that comes back
// without data-live is finished.
import { morph } from "./morph.js";
import { mountAll } from "./mount.js";

const swapEvery = 500; // ms: at most two swaps a second and part, fewer where data-every says so
const kinds = ["study", "state", "progress", "tasks", "series", "checkpoints", "log", "missed"];
const sources = new Map();

export function goLive(root) {
  for (const part of root.querySelectorAll("[data-live]")) listen(part.dataset.live);
}

function listen(address) {
  if (sources.has(address)) return;
  const source = new EventSource(address);
  sources.set(address, source);
  const parts = () => document.querySelectorAll(`[data-live="${CSS.escape(address)}"]`);
  const say = word => { for (const part of parts()) part.dataset.liveStatus = word; };
  let connected = false;
  source.addEventListener("open", () => {
    say("live");
    if (connected) refreshAll(); // What happened while we were away was not told.
    connected = true;
  });
  source.addEventListener("error", () => say("lost"));
  for (const kind of kinds) source.addEventListener(kind, () => refreshAll(kind));
  addEventListener("pagehide", () => source.close(), { once: true });

  function refreshAll(kind) {
    const now = parts();
    if (now.length === 0) {
      source.close();
      sources.delete(address);
    }
    for (const part of now) {
      if (!kind || kind === "missed" || part.dataset.on.split(" ").includes(kind)) refresh(part);
    }
  }
}

const waiting = new WeakMap();

function refresh(part) {
  const state = waiting.get(part) ?? { timer: 0, last: 0 };
  waiting.set(part, state);
  if (state.timer) return;
  state.timer = setTimeout(async () => {
    try {
      await swap(part);
    } finally {
      state.timer = 0;
      state.last = performance.now();
    }
  }, Math.max(0, (Number(part.dataset.every) || swapEvery) - (performance.now() - state.last)));
}

async function swap(part) {
  const answer = await fetch(part.dataset.fragment, { headers: { accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
  if (!fresh || !part.isConnected) return;

  morph(part, fresh);
  mountAll(document);
  part.dispatchEvent(new CustomEvent("refreshed", { bubbles: true }));
}
