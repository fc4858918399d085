// Requests to the server. One place for the token, for what a lost connection means, and for the
// errors the server words (docs/API.md).

const kBase = "/api/v1";
const kPatience_ms = 90000;  // making a covered copy takes seconds on a slow computer
const kLongPatience_ms = 600000;  // a batch of hundreds of photos whose permissions changed

let token = "";
const listeners = { signedOut: () => {}, connection: () => {}, sent: () => {}, unfetched: () => {} };

export const onSignedOut = (run) => { listeners.signedOut = run; };
export const onConnection = (run) => { listeners.connection = run; };
// Called with every request that keeps the session awake.
export const onSent = (run) => { listeners.sent = run; };
// Called when something could not be had that a page needs from its start, for want of a connection.
export const onUnfetched = (run) => { listeners.unfetched = run; };

let starting = null;

// Runs what shows a page: what it asks for at once is what it needs from its start.
export function whileShown(page, run) {
  starting = page;
  try {
    return run();
  } finally {
    starting = null;
  }
}

export const useToken = (text) => { token = text ?? ""; };

export class ApiError extends Error {
  // `status` 0: the server was not reached.
  constructor(status, body, retryAfter_s = 0) {
    super(body?.error?.message ?? "The server gave an answer this page does not understand. Load the page again.");
    this.status = status;
    this.code = body?.error?.code ?? "";
    this.missing = body?.missing ?? body?.error?.missing ?? [];
    this.photo = body?.photo ?? null;
    this.retryAfter_s = retryAfter_s;
  }
}

const kLost = {
  error: {
    code: "offline",
    message: "There is no connection to photogate just now. Nothing was lost: what you wrote is still here. Try again in a moment.",
  },
};

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// How often, and after how long, something is asked again of which the server said that it took
// nothing: too much at once, or the photo's copy is being written at this moment.
const kAgain = {
  slow_down: { times: 3, pause_ms: (error) => Math.min(5, error.retryAfter_s || 1) * 1000 },
  working: { times: 20, pause_ms: () => 1000 },
};

async function patiently(ask, again = kAgain) {
  for (let attempt = 0; ; ++attempt) {
    try {
      return await ask();
    } catch (error) {
      if (attempt >= (again[error.code]?.times ?? 0)) throw error;
      await wait(again[error.code].pause_ms(error));
    }
  }
}

export const get = (path, { polling = false } = {}) => patiently(() => request("GET", path, undefined, polling));
export const post = (path, body = {}) => patiently(() => request("POST", path, body, false));
// What goes through many files.
export const postLong = (path, body = {}) => request("POST", path, body, false, kLongPatience_ms);
// A piece of a file.
export const postBytes = (path, bytes) => patiently(() => request("POST", path, bytes, false), { slow_down: { ...kAgain.slow_down, times: 5 } });
export const remove = (path) => request("DELETE", path, undefined, false);

// A file: {blob, name}. An error is told like any other, which a plain link would save as a file.
export async function download(path) {
  let answer;
  try {
    answer = await fetch(kBase + path, { credentials: "same-origin", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(kLongPatience_ms) });
    if (answer.ok) {
      const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "photos.zip";
      const blob = await answer.blob();
      listeners.connection(true);
      listeners.sent();
      return { blob, name };
    }
  } catch {
    listeners.connection(false);
    throw new ApiError(0, kLost);
  }
  const error = new ApiError(answer.status, await answer.json().catch(() => null));
  if (error.code === "signed_out") listeners.signedOut();
  throw error;
}

async function request(method, path, body, polling, patience_ms = kPatience_ms) {
  const headers = { Accept: "application/json" };
  if (method !== "GET" && token) headers["X-Photogate-Token"] = token;
  const bytes = body instanceof ArrayBuffer;
  if (body !== undefined) headers["Content-Type"] = bytes ? "application/octet-stream" : "application/json";
  let answer, json = null;
  const needed = starting;
  try {
    answer = await fetch(kBase + path, {
      method, headers, body: body === undefined || bytes ? body : JSON.stringify(body),
      credentials: "same-origin", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(patience_ms),
    });
    json = await answer.json().catch(() => null);
  } catch {
    listeners.connection(false);
    if (needed && !polling) listeners.unfetched(needed);
    throw new ApiError(0, kLost);
  }
  listeners.connection(true);
  if (answer.ok && json !== null) {
    if (!polling) listeners.sent();
    return json;
  }
  const error = new ApiError(answer.status, json, Number(answer.headers.get("Retry-After")) || 0);
  if (error.code === "signed_out") listeners.signedOut();
  throw error;
}
