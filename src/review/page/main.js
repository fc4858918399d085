// Starts the page: who is signed in, which page the address names, and the keys that work anywhere.

import * as api from "./api.js";
import { byId, h, heading } from "./dom.js";
import { button } from "./forms.js";
import { listen, useGlobalKeys, usePageKeys } from "./keys.js";
import { showHelp } from "./help.js";
import { again, go, start } from "./router.js";
import { ask, may, onSessionChanged, session } from "./session.js";
import { drawTop, dropNotice, dropNotices, notice, title } from "./shell.js";
import { startPolling, stopPolling } from "./queue_data.js";
import { signinPage } from "./signin.js";
import { queuePage } from "./queue.js";
import { photoPage } from "./photo.js";
import { incidentsPage } from "./incidents.js";
import { incidentPage } from "./incident_page.js";
import { peoplePage } from "./people.js";
import { registerPage } from "./register.js";
import { usersPage } from "./users.js";
import { channelsPage } from "./channels.js";
import { accountPage } from "./account.js";

const kPages = {
  queue: queuePage, photo: photoPage, incidents: incidentsPage, incident: incidentPage, people: peoplePage,
  register: registerPage, users: usersPage, channels: channelsPage, account: accountPage,
};

let shown = {};

function show(page, route) {
  const wanted = session().signed_in ? page : signinPage;
  // The same page under a new address may keep what it has (filters of the queue).
  if (shown.page === wanted && shown.update?.(route)) return;
  shown.leave?.();
  usePageKeys([]);
  const main = byId("main");
  main.replaceChildren();
  main.className = "";
  document.body.className = `on-${wanted.name ?? route.name}`;
  title(wanted.title);
  shown = { page: wanted, ...wanted.show(main, route) };
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

api.onConnection((there) => {
  if (there) dropNotice("connection");
  else notice("connection", "No connection to photogate. What you wrote is kept, and this page tries again by itself.", { urgent: true });
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
