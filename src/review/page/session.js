// Who is signed in. The page asks the server and keeps nothing but the answer.

import * as api from "./api.js";
import { drafts } from "./drafts.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, button } from "./forms.js";

const kWarning_ms = 2 * 60 * 1000;

let current = { signed_in: false };
let changed = () => {};
let idleTimer = 0;

export const session = () => current;
export const may = (act) => current.may?.includes(act) ?? false;
export const onSessionChanged = (run) => { changed = run; };

function take(answer) {
  current = answer;
  api.useToken(answer.token);
  if (answer.signed_in) drafts.ownedBy(answer.user.name);
  watchIdle();
  return answer;
}

export async function ask() {
  return take(await api.get("/session", { polling: true }));
}

export async function signIn(name, password) {
  take(await api.post("/session", { name, password }));
  changed();
}

// The drafts go first: whatever becomes of the request, nobody else finds them.
export async function signOut(everywhere = false) {
  drafts.clear();
  await api.remove(everywhere ? "/sessions" : "/session");
  end();
}

export async function changePassword(before, after) {
  take(await api.post("/session/password", { old: before, new: after }));
}

// The session is over, by whatever way. What was typed stays for the same person.
export function end() {
  if (!current.signed_in) return;
  take({ signed_in: false, school: current.school, demo: current.demo });
  changed();
}

// Two minutes before the session ends for want of use, ask (WCAG 2.2, 2.2.1).
function watchIdle() {
  clearTimeout(idleTimer);
  if (!current.signed_in || !current.idle_minutes) return;
  idleTimer = setTimeout(warn, current.idle_minutes * 60000 - kWarning_ms);
}

async function warn() {
  const stay = await openDialog("Are you still there?", (close) => [
    h("p", {}, "You will be signed out in 2 minutes, so that nobody else sees the photos. What you wrote stays."),
    buttons(button("Stay signed in", () => close(true), { class: "primary", autofocus: "" })),
  ]);
  if (stay || current.signed_in) api.get("/channels").catch(() => {});
}

api.onSent(watchIdle);
api.onSignedOut(end);
