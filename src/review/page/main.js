// Starts the page: who is signed in, which page the address names, and the keys that work anywhere.

import * as api from "./api.js";
import { byId, h, heading } from "./dom.js";
import { button } from "./forms.js";
import { listen, useGlobalKeys, usePageKeys } from "./keys.js";
import { showHelp } from "./help.js";
import { again, go, start } from "./router.js";
import { ask, may, onSessionChanged, session } from "./session.js";
import { drawTop, dropNotice, dropNotices, notice, title } from "./shell.js";
import { onceQueued, startPolling, stopPolling } from "./queue_data.js";
import { signinPage } from "./signin.js";
import { queuePage } from "./queue.js";

const kAfterList_ms = 150;

// The list is what people open first; what only other pages need is fetched once it is there.
const later = (load) => ({ load, page: null });
const kPages = {
  queue: queuePage,
  photo: later(async () => (await import("./photo.js")).photoPage),
  incidents: later(async () => (await import("./incidents.js")).incidentsPage),
  incident: later(async () => (await import("./incident_page.js")).incidentPage),
  release: later(async () => (await import("./release.js")).releasePage),
  verify: later(async () => (await import("./verify.js")).verifyPage),
  takedowns: later(async () => (await import("./takedowns.js")).takedownsPage),
  samples: later(async () => (await import("./samples.js")).samplesPage),
  people: later(async () => (await import("./people.js")).peoplePage),
  register: later(async () => (await import("./register.js")).registerPage),
  users: later(async () => (await import("./users.js")).usersPage),
  channels: later(async () => (await import("./channels.js")).channelsPage),
  account: later(async () => (await import("./account.js")).accountPage),
};

async function fetchPage(entry) {
  entry.page ??= await entry.load();
}

// Before anybody asks for them, so that opening a photo does not wait and a connection that is
// lost later loses no page.
onceQueued(() => setTimeout(async () => {
  for (const entry of Object.values(kPages)) {
    if (entry.load) await fetchPage(entry).catch(() => {});
  }
}, kAfterList_ms));

let shown = {};

function show(entry, route) {
  const missing = session().signed_in && entry.load && !entry.page;
  if (missing) fetchPage(entry).then(again, cannotFetch);
  else place(session().signed_in ? entry.page ?? entry : signinPage, route);
}

function cannotFetch() {
  notice("page", "This page could not be fetched. Nothing was lost: what you wrote is kept.", {
    urgent: true, actions: [button("Load it again", () => location.reload(), { class: "primary" })],
  });
}

function place(wanted, route) {
  // The same page under a new address may keep what it has (filters of the queue).
  if (shown.page === wanted && shown.update?.(route)) return;
  shown.leave?.();
  usePageKeys([]);
  const main = byId("main");
  main.replaceChildren();
  main.className = "";
  document.body.className = `on-${wanted.name ?? route.name}`;
  title(wanted.title);
  const visit = {};
  shown = { page: wanted, visit, ...api.whileShown(visit, () => wanted.show(main, route)) };
  drawTop();
  scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
}

onSessionChanged(() => {
  for (const box of document.querySelectorAll("dialog")) box.close();
  // No picture stays on the screen of somebody who is signed out.
  shown.leave?.();
  shown = {};
  if (session().signed_in) {
    dropNotices();
    startPolling();
    sayObstacles();
  } else {
    stopPolling();
    dropNotices();
  }
  again();
});

function sayObstacles() {
  const obstacles = session().user.obstacles ?? [];
  if (!session().user.may_decide && obstacles.length) {
    notice("obstacles", `You can look at photos but not decide. ${obstacles.join(" ")}`, { kind: "warn" });
  }
}

// The page on the screen that lacks what it asked for at its start.
let lacking = null;
api.onUnfetched((visit) => { lacking = visit; });

const typed = () => [...document.querySelectorAll("main input, main textarea, dialog[open]")].some((field) => field.tagName === "DIALOG" || field.value !== field.defaultValue);

function fetchLacking() {
  const wanted = lacking !== null && lacking === shown.visit;
  lacking = null;
  // What somebody wrote meanwhile counts for more.
  if (!wanted || typed()) return;
  shown.leave?.();
  shown = {};
  again();
}

api.onConnection((there) => {
  if (there) {
    dropNotice("connection");
    fetchLacking();
  } else notice("connection", "No connection to photogate. What you wrote is kept, and this page tries again by itself.", { urgent: true });
});

useGlobalKeys([
  { keys: ["?"], text: "Show these keys", group: "Everywhere", run: () => { showHelp(); } },
  { keys: ["q"], text: "Go to the photos that wait", group: "Everywhere", run: () => (may("look") ? go("queue") : false) },
]);

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  (document.querySelector("main h1") ?? byId("main")).focus();
});

async function begin() {
  try {
    await ask();
  } catch (error) {
    byId("main").replaceChildren(h("div", { class: "page narrow" }, heading(1, "photogate cannot be reached"),
      h("p", {}, error.message), button("Try again", begin, { class: "primary" })));
    return;
  }
  listen();
  if (session().signed_in) {
    startPolling();
    sayObstacles();
  }
  start(kPages, show);
}

begin();
