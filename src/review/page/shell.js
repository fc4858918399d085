// What stands around every page: the name of the school, the way to the other pages, who is signed
// in, and notices that outlive a page.

import { byId, h, say, swap } from "./dom.js";
import { button } from "./forms.js";
import { session, may, signOut } from "./session.js";
import { address, parse } from "./router.js";
import { showHelp } from "./help.js";

const kPages = [
  { name: "queue", text: "Photos", may: "look" },
  { name: "release", text: "Release", may: "look" },
  { name: "verify", text: "Verify", may: "look" },
  { name: "people", text: "Somebody objects", may: "object" },
  { name: "takedowns", text: "Take down", may: "look" },
  { name: "samples", text: "Look again", may: "decide" },
  { name: "incidents", text: "Incidents", may: "incident" },
  { name: "register", text: "Register", may: "register" },
  { name: "users", text: "Users", may: "users" },
  { name: "channels", text: "Channels", may: "look" },
  { name: "account", text: "Your account", may: null },
];

let waiting = null;

export function drawTop() {
  const { signed_in, school, user, demo } = session();
  const here = parse(location.hash).name;
  const brand = h("p", { class: "brand" }, h("b", {}, "Photos to check"), h("span", {}, school ?? ""));
  if (!signed_in) return swap(byId("top"), brand, demo ? demoLine() : null);
  const links = kPages.filter((page) => page.may === null || may(page.may)).map((page) => h("li", {},
    h("a", {
      href: address(page.name), id: `to-${page.name}`,
      "aria-current": here === page.name || (here === "photo" && page.name === "queue") ? "page" : null,
    }, page.text, page.name === "queue" && waiting ? h("span", { class: "bubble" }, String(waiting), h("span", { class: "unseen" }, " waiting")) : null)));
  swap(byId("top"), brand,
    button("Menu", (event) => {
      const open = byId("pages").classList.toggle("open");
      event.currentTarget.setAttribute("aria-expanded", String(open));
    }, { class: "quiet menu", id: "menu", "aria-expanded": "false", "aria-controls": "pages" }),
    h("nav", { "aria-label": "Pages", id: "pages" }, h("ul", {}, links)),
    h("div", { class: "who" }, h("span", {}, user.name),
      button("Keys", showHelp, { class: "quiet", id: "keys", "aria-label": "Keys: keyboard shortcuts" }),
      button("Sign out", leave, { class: "quiet", id: "sign-out" })),
    demo ? demoLine() : null);
}

const demoLine = () => h("p", { class: "demo" }, "Demonstration: nothing here is real.");

async function leave() {
  try {
    await signOut();
    say("You are signed out.");
  } catch (error) {
    notice("sign-out", error.message, { urgent: true });
  }
}

// How many photos wait, beside the link and in the window's title.
export function showWaiting(total) {
  if (total === waiting) return;
  waiting = total;
  if (session().signed_in) drawTop();
}

export function title(text) {
  document.title = `${text} – photogate`;
}

const notices = new Map();

// A notice under the top line until it is taken away or replaced: {urgent, actions: [buttons]}.
export function notice(name, text, { urgent = false, kind = urgent ? "bad" : "plain", actions = [], keep = true } = {}) {
  notices.set(name, { text, kind, actions, keep });
  drawNotices();
  say(text, urgent);
}

export function dropNotice(name) {
  if (notices.delete(name)) drawNotices();
}

export function dropNotices() {
  notices.clear();
  drawNotices();
}

function drawNotices() {
  swap(byId("notices"), [...notices].map(([name, { text, kind, actions }]) =>
    h("div", { class: `notice ${kind}`, id: `notice-${name}` }, h("p", {}, text),
      h("div", { class: "notice-buttons" }, actions,
        button("✕", () => dropNotice(name), { class: "quiet close", "aria-label": "Hide this message" })))));
}
