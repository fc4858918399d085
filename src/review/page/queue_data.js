// The queue as the server last told it. Asked again every five seconds while the page can be seen;
// with nothing new the answer is a few bytes (docs/API.md, Polling).

import * as api from "./api.js";
import { released } from "./dom.js";
import { showWaiting } from "./shell.js";

const kEvery_ms = 5000;
const kFilters = ["channel", "event", "reason", "state"];

let filters = {};
let latest = null;
let failed = null;
let timer = 0;
let asking = false;
const listeners = new Set();

export const queue = () => latest;
export const queueFilters = () => filters;
export const queueError = () => failed;

// Returns the way to stop listening.
export function onQueue(run) {
  listeners.add(run);
  return () => listeners.delete(run);
}

// Runs once, when the first list has been drawn or could not be had.
export function onceQueued(run) {
  const once = () => { listeners.delete(once); run(); };
  listeners.add(once);
}

export function filterQueue(query) {
  const wanted = Object.fromEntries(kFilters.filter((name) => query[name]).map((name) => [name, query[name]]));
  if (JSON.stringify(wanted) === JSON.stringify(filters) && (latest || asking)) return;
  filters = wanted;
  latest = null;
  refresh();
}

export async function refresh() {
  if (asking) return;
  asking = true;
  const asked = filters;
  try {
    const query = new URLSearchParams(asked);
    if (latest) query.set("revision", latest.revision);
    const answer = await api.get(`/queue?${query}`, { polling: true });
    await released();
    failed = null;
    if (asked === filters && !answer.unchanged) latest = answer;
    if (latest) showWaiting(latest.counts.waiting);
    if (asked === filters && !answer.unchanged) for (const run of listeners) run();
  } catch (error) {
    failed = error;
    if (error.code !== "signed_out") for (const run of listeners) run();
  } finally {
    asking = false;
    if (asked !== filters) refresh();
  }
}

function tick() {
  if (document.visibilityState === "visible") refresh();
}

export function startPolling() {
  stopPolling();
  timer = setInterval(tick, kEvery_ms);
  document.addEventListener("visibilitychange", tick);
  refresh();
}

export function stopPolling() {
  clearInterval(timer);
  document.removeEventListener("visibilitychange", tick);
  latest = null;
  failed = null;
  filters = {};
}

// The photo before (-1) or after (+1) this one in the list the person came from; null at its end.
export function neighbour(id, step) {
  const ids = (latest?.photos ?? []).map((photo) => photo.id);
  const at = ids.indexOf(id);
  return at < 0 ? null : ids[at + step] ?? null;
}

export const entryOf = (id) => latest?.photos.find((photo) => photo.id === id) ?? null;
