// <section data-live="events address" data-fragment="address of the same part">: on an event the part is fetched again and morphed in.
// data-on names the kinds of events that concern it. Parts that name the same address share one EventSource; a part that comes back
// without data-live is finished.
// Nothing that happened stays unseen: a part is fetched again once its events are heard, because it was rendered before that; and again
// when something happened while it was being fetched, because the answer may be older.
import { morph } from "./morph.js";
import { mountAll } from "./mount.js";

const swapEvery = 500; // ms: at most two swaps a second and part, fewer where data-every says so
const retryAfter = 2000; // ms: for a fetch that was not answered
const kinds = ["study", "state", "progress", "tasks", "series", "checkpoints", "log", "missed"];
const sources = new Map();

export function goLive(root) {
  for (const part of root.querySelectorAll("[data-live]")) listen(part.dataset.live);
}

// A page that the browser keeps for the back button does not hold its connections, and comes back as old as it was.
addEventListener("pagehide", () => {
  for (const address of [...sources.keys()]) close(address);
});
addEventListener("pageshow", event => event.persisted && goLive(document));

function listen(address) {
  if (sources.has(address)) return;
  const source = new EventSource(address);
  sources.set(address, source);
  const say = word => { for (const part of parts(address)) part.dataset.liveStatus = word; };
  let heard = false;
  source.addEventListener("error", () => {
    heard = false;
    say("lost");
    if (source.readyState !== EventSource.CLOSED) return; // The browser tries again by itself,
    close(address); // except after an answer that is no stream.
    setTimeout(() => goLive(document), retryAfter);
  });
  // The server says so at the start, when it has begun to listen for us, and then every 15 seconds.
  source.addEventListener("alive", () => {
    say("live");
    refreshAll(address, heard ? "alive" : null);
    heard = true;
  });
  for (const kind of kinds) source.addEventListener(kind, () => refreshAll(address, kind === "missed" ? null : kind));
}

function close(address) {
  sources.get(address)?.close();
  sources.delete(address);
}

const parts = address => document.querySelectorAll(`[data-live="${CSS.escape(address)}"]`);

function refreshAll(address, kind) {
  const now = parts(address);
  if (now.length === 0) close(address);
  for (const part of now) {
    if (!kind || part.dataset.on.split(" ").includes(kind)) refresh(part);
  }
}

const states = new WeakMap();

async function refresh(part) {
  const state = states.get(part) ?? { isDue: false, isBusy: false, next: 0 };
  states.set(part, state);
  state.isDue = true;
  if (state.isBusy) return;
  state.isBusy = true;
  while (state.isDue && part.isConnected && part.dataset.live) {
    await new Promise(resume => setTimeout(resume, Math.max(0, state.next - performance.now())));
    state.isDue = false; // What happens from here on may be missing from the answer.
    const isAnswered = await swap(part);
    state.isDue ||= !isAnswered;
    state.next = performance.now() + (isAnswered ? Number(part.dataset.every) || swapEvery : retryAfter);
  }
  state.isBusy = false;
}

// False when it is worth asking again.
async function swap(part) {
  const address = part.dataset.fragment;
  let answer, text;
  try {
    answer = await fetch(address, { headers: { accept: "text/html" } });
    text = await answer.text();
  } catch {
    return false;
  }
  if (part.dataset.fragment !== address) return false; // The part has become another in the meantime.
  if (!answer.ok) return answer.status < 500;
  const fresh = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
  if (!fresh || !part.isConnected) return true;

  morph(part, fresh);
  mountAll(document);
  return true;
}
