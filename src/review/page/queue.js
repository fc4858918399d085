// The list of photos that wait, oldest first, with the reason of each.

import { h, heading, say, swap } from "./dom.js";
import { button } from "./forms.js";
import { usePageKeys } from "./keys.js";
import { filterQueue, onQueue, queue, queueError, queueFilters, refresh } from "./queue_data.js";
import { address, go, replace } from "./router.js";
import { watchPictures } from "./pictures.js";
import { age, count, firstSentence, roleName, stateName, undecided } from "./words.js";

const kViews = [
  { state: "", text: "To do" }, { state: "passed", text: "Passed on" }, { state: "decided", text: "Decided" }, { state: "all", text: "All" },
];

export const queuePage = {
  title: "Photos to check",
  show(main, route) {
    const filters = h("div", { class: "filters" });
    const cards = h("ul", { class: "cards" });
    const summary = h("p", { class: "lead" });
    const stopPictures = watchPictures(cards);
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Photos to check"), summary, filters, cards));
    let known = new Set();
    const draw = () => {
      swap(summary, summaryLine());
      swap(filters, drawFilters());
      placeCards(cards);
      const ids = (queue()?.photos ?? []).map((photo) => photo.id);
      const fresh = ids.filter((id) => !known.has(id)).length;
      if (known.size && fresh) say(`${count(fresh, "new photo")} in the list.`);
      known = new Set(ids);
    };
    const stop = onQueue(draw);
    filterQueue(route.query);
    draw();
    usePageKeys([
      { keys: ["ArrowDown", "j"], text: "Next photo in the list", group: "List", repeat: true, run: () => step(cards, 1) },
      { keys: ["ArrowUp", "k"], text: "Photo before", group: "List", repeat: true, run: () => step(cards, -1) },
      { keys: ["o", "s"], text: "Start with the first photo", group: "List", run: start },
    ]);
    return {
      leave() { stop(); stopPictures(); clearTimeout(pending); drawn = new Map(); },
      update(next) {
        if (next.name !== "queue" && next.name !== "") return false;
        filterQueue(next.query);
        draw();
        return true;
      },
    };
  },
};

function start() {
  const first = queue()?.photos[0];
  if (first) go("photo", first.id);
}

function step(cards, by) {
  const links = [...cards.querySelectorAll("a.card")];
  if (!links.length) return false;
  const at = links.indexOf(document.activeElement);
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function summaryLine() {
  const data = queue();
  if (!data) return queueError() ? [queueError().message, " ", button("Try again", refresh, { class: "link" })] : "Fetching the list …";
  // The first number holds the other two.
  const { waiting: total, second, escalated } = data.counts;
  const waiting = total - second - escalated;
  if (total === 0) return "Nothing waits for you. New photos appear here by themselves.";
  const parts = [`${count(total, "photo")} ${total === 1 ? "waits" : "wait"} for you`];
  const more = [];
  if (second) more.push(`${second} for a second person`);
  if (escalated) more.push(`${escalated} passed on to you`);
  if (more.length && waiting) more.unshift(`${waiting} for a first look`);
  return [parts[0] + (more.length ? `: ${more.join(", ")}. ` : ". "), data.photos.length ? h("a", { class: "start", href: address("photo", data.photos[0].id) }, "Start with the first") : null];
}

function drawFilters() {
  const data = queue(), chosen = queueFilters();
  const choose = (name, value) => replace("queue", "", { ...chosen, [name]: value });
  const tabs = h("div", { class: "tabs", role: "group", "aria-label": "Which photos" }, kViews.map((view) =>
    button(view.text, () => choose("state", view.state), { id: `view-${view.state}`, "aria-pressed": String((chosen.state ?? "") === view.state) })));
  const pick = (name, label, options) => h("div", { class: "pick" }, h("label", { for: `by-${name}` }, label),
    h("select", { id: `by-${name}`, on: { change: (event) => choose(name, event.target.value) } },
      h("option", { value: "" }, "All"),
      options.map(({ value, text }) => h("option", { value, selected: chosen[name] === value }, text))));
  const keep = (name, options) => {
    // A filter whose last photo was just decided stays visible, or nobody could take it off.
    if (chosen[name] && !options.some((option) => option.value === chosen[name])) options.push({ value: chosen[name], text: chosen[name] });
    return options;
  };
  const row = (entry) => ({ value: entry.name, text: `${entry.name} (${entry.waiting})` });
  const some = ["channel", "event", "reason"].some((name) => chosen[name]);
  const wide = matchMedia("(min-width: 40.01rem)").matches;
  return [tabs, h("details", { class: "picks", id: "picks", open: wide || some || picksOpen, on: { toggle: (event) => { picksOpen = event.target.open; } } },
    h("summary", {}, "Choose by channel, event or reason"),
    h("div", {},
      pick("channel", "Channel", keep("channel", (data?.channels ?? []).map(row))),
      pick("event", "Event", keep("event", (data?.events ?? []).map(row))),
      pick("reason", "Reason", keep("reason", (data?.reasons ?? []).map((entry) => ({ value: entry.code, text: `${entry.text} (${entry.waiting})` })))))),
    Object.keys(chosen).length ? button("Show everything", () => replace("queue", "", {}), { class: "link", id: "no-filter" }) : null];
}

// A screenful at once and the rest in pieces, so that the page answers to keys between them.
function placeCards(cards) {
  clearTimeout(pending);
  const photos = queue()?.photos ?? [];
  if (queue() && !photos.length) {
    swap(cards, h("li", { class: "empty" }, Object.keys(queueFilters()).length ? "No photo is like this." : "You are done. Thank you."));
    return;
  }
  const before = drawn;
  drawn = new Map();
  const nodeOf = (photo) => {
    // A card that still says the same stays, with its picture: it is not fetched and recorded again.
    const says = JSON.stringify({ ...photo, waits: waited(photo) });
    const old = before.get(photo.id);
    const entry = old?.says === says ? old : { says, node: card(photo) };
    drawn.set(photo.id, entry);
    return entry.node;
  };
  // What stands there already costs nothing to keep, and may hold the focus.
  const first = Math.max(kAtOnce, before.size);
  swap(cards, photos.slice(0, first).map(nodeOf));
  const more = (from) => {
    if (from >= photos.length) return;
    pending = setTimeout(() => {
      cards.append(...photos.slice(from, from + kPiece).map(nodeOf));
      more(from + kPiece);
    });
  };
  more(first);
}

const kAtOnce = 40, kPiece = 80;
let pending = 0;
let drawn = new Map();
const waited = (photo) => age((Date.now() - new Date(photo.received)) / 1000);
let picksOpen = false;

// Beside the card, so that it is no press within a link.
const undoButton = (photo) => button("Undo", async () => (await import("./decide.js")).takeBack(photo.id), { id: `undo-${photo.id}`, "aria-label": `Undo: ${stateName(photo.state)}, ${firstSentence(photo.headline)}` });

function card(photo) {
  const badge = photo.state === "waiting" ? (photo.effect === "block" ? ["block", "■ Blocked"] : ["review", "▲ Look"])
    : photo.state === "cleared" ? ["clear", "● Cleared"] : photo.state === "blocked" ? ["block", "■ Blocked"] : ["review", `▲ ${stateName(photo.state)}`];
  const more = photo.reasons.length - 1;
  const undoable = photo.undo && (photo.state === "cleared" || photo.state === "blocked");
  return h("li", undoable ? { class: "undoable" } : {}, h("a", { class: `card ${badge[0]}`, id: `card-${photo.id}`, href: address("photo", photo.id) },
    h("span", { class: "thumb" }, photo.state === "unreadable" ? null : h("img", { alt: "", "data-src": `/api/v1/photos/${photo.id}/pictures/small` })),
    h("span", { class: "words" },
      h("span", { class: `badge ${badge[0]}` }, badge[1]),
      h("b", {}, firstSentence(photo.headline)),
      more > 0 ? h("span", { class: "soft" }, `and ${count(more, "more reason")}`) : null,
      h("span", { class: "facts" }, h("span", {}, photo.channel), photo.event ? h("span", {}, photo.event) : null,
        photo.state === "unreadable" ? null : h("span", {}, count(photo.faces, "face")), h("span", {}, undecided(photo.state) || photo.state === "unreadable" ? `waiting ${waited(photo)}` : `came ${waited(photo)} ago`),
        photo.assigned !== "anyone" ? h("span", {}, `for the ${roleName(photo.assigned)}`) : null))),
    undoable ? undoButton(photo) : null);
}
