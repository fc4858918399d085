// Cleared photos handed over for publication: the batch of a channel is looked through as a contact
// sheet, the points are answered once for all of it, and what is in doubt is left out.

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, showErrors, tick } from "./forms.js";
import { usePageKeys } from "./keys.js";
import { watchPictures } from "./pictures.js";
import { drawReleases, placeDialog, zipButton } from "./release_list.js";
import { replace } from "./router.js";
import { dropNotice, notice } from "./shell.js";
import { standingBadge } from "./standings.js";
import { count } from "./words.js";

export const releasePage = {
  title: "Release",
  show(main, route) {
    const tabs = h("div", { class: "tabs", role: "group", "aria-label": "Channel" });
    const batch = h("div", { id: "batch" });
    const list = h("div", { id: "releases" });
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Release"),
      h("p", { class: "lead" }, "Hand cleared photos over for publication. Every one is verified again first, and somebody looks through them all."),
      tabs, batch, list));
    const stopPictures = watchPictures(batch);
    const page = { tabs, batch, list, channel: route.query.channel ?? "", yes: null };
    usePageKeys([{ keys: ["y"], text: "Yes to all points of the batch", group: "Release", run: () => (page.yes ? page.yes() : false) }]);
    begin(page);
    return {
      leave: () => { page.left = true; stopPictures(); dropNotice("released"); },
      // A channel that is chosen is an address of its own.
      update: (to) => { if ((to.query.channel ?? "") !== page.channel) { page.channel = to.query.channel ?? ""; begin(page); } return true; },
    };
  },
};

async function begin(page) {
  page.yes = null;
  swap(page.batch, h("p", { class: "soft" }, "Fetching …"));
  try {
    const answer = await api.get("/releases");
    if (page.left) return;
    page.channels = answer.channels;
    const named = (name) => answer.channels.find((channel) => channel.name === name);
    const chosen = named(page.channel) ?? answer.channels.find((channel) => channel.waiting) ?? answer.channels.find((channel) => !channel.why_not) ?? answer.channels[0];
    page.channel = chosen?.name ?? "";
    swap(page.tabs, answer.channels.map((channel) => button(
      [channel.name, channel.waiting ? h("span", { class: "bubble" }, String(channel.waiting), h("span", { class: "unseen" }, " cleared")) : null],
      () => { if (channel.name !== page.channel) { page.channel = channel.name; replace("release", "", { channel: channel.name }); begin(page); } },
      { "aria-pressed": String(channel === chosen), id: `tab-${channel.name}` })));
    swap(page.list, drawReleases(answer, () => begin(page)));
    if (!answer.may.release) return swap(page.batch, h("p", { class: "banner warn" }, h("b", {}, "▲ You can look but not release. "), answer.why_not));
    if (!chosen) return swap(page.batch, h("p", { class: "empty" }, "There is no channel yet."));
    if (chosen.why_not) {
      return swap(page.batch, h("p", { class: "banner warn", id: "channel-why-not" }, h("b", {}, `▲ Nothing can be released to ${chosen.name}. `), chosen.why_not, " ",
        h("a", { href: "#/channels" }, "See Channels"), "."));
    }
    await gather(page, "");
  } catch (error) {
    if (!page.left) swap(page.batch, h("p", { class: "error" }, error.message));
  }
}

// Verifies every cleared copy of the channel, which takes a moment with many.
async function gather(page, event) {
  const { channel } = page;
  swap(page.batch, h("p", { class: "soft", role: "status" }, `Verifying the cleared photos for ${channel} …`));
  const { batch } = await api.postLong("/releases/batch", { channel, event });
  if (page.left || page.channel !== channel) return;
  draw(page, batch, event);
}

function draw(page, batch, event) {
  const leftOut = leftOutSection(batch.left_out);
  if (!batch.photos.length) {
    page.yes = null;
    const nothing = event ? `No cleared photo of ${event} waits.` : `No cleared photo waits to be released to ${batch.channel}.`;
    return swap(page.batch, h("p", { class: "empty" }, nothing), event ? buttons(button("All photos", () => again(page, ""))) : null, leftOut);
  }
  const state = { out: new Set(), points: new Map() };
  const errors = h("div");
  const send = button("", () => release(page, batch, event, state, errors, send), { class: "primary", id: "release-now" });
  const label = () => {
    const rest = batch.photos.length - state.out.size;
    send.textContent = rest ? `Release ${count(rest, "photo")} to ${batch.channel}` : "Every photo is left out";
    send.setAttribute("aria-disabled", String(!rest));
  };
  label();
  const sheet = h("ol", { class: "sheet", "aria-label": "Contact sheet" }, batch.photos.map((photo) => figure(photo, state, label)));
  const agreed = () => batch.points.every((point) => state.points.get(point.id));
  const points = batch.points.map((point) => {
    const change = (yes) => {
      state.points.set(point.id, yes);
      if (agreed()) showErrors(errors, []);
    };
    const { node, control } = tick({ label: point.text, id: `point-${point.id}`, change });
    return { node, say: () => { control.checked = true; change(true); } };
  });
  page.yes = () => {
    for (const point of points) point.say();
    say("Every point is ticked.");
  };
  const before = batch.all_released_before;
  if (before) state.again = tick({ label: `Hand them over once more, although release ${before} has them`, id: "release-again" });
  swap(page.batch, errors,
    before ? h("p", { class: "banner warn" }, h("b", {}, "▲ Released already. "), `These photos are in release ${before}. If they appeared somewhere, say where in the list below.`) : null,
    h("div", { class: "sheet-head" }, h("h2", { tabindex: "-1", id: "sheet-title" }, `Look at ${batch.photos.length === 1 ? "the photo" : `all ${count(batch.photos.length, "photo")}`}`), eventPick(page, batch, event)),
    sheet,
    h("section", { class: "points", "aria-labelledby": "points-title" },
      h("h2", { id: "points-title", tabindex: "-1" }, "Does all of this hold, for every photo?"),
      h("p", { class: "hint" }, "Leave out what you are not sure of: it stays with the cleared photos. Open a photo that must not appear at all, to take it back or delete it. Your answers are kept with your name."),
      h("div", { class: "field", id: "points" }, h("p", { class: "error", id: "points-error", hidden: true }), points.map(({ node }) => node)),
      button(["Yes to all of these", h("kbd", { "aria-hidden": "true" }, "Y")], page.yes, { id: "all-points", "aria-keyshortcuts": "y" }),
      state.again?.node ?? null,
      buttons(send)),
    leftOut);
}

const again = (page, event) => gather(page, event).catch((error) => swap(page.batch, h("p", { class: "error" }, error.message)));

// Photos of one event only, where the batch has several.
function eventPick(page, batch, event) {
  const events = [...new Set(batch.photos.map((photo) => photo.event).filter(Boolean))];
  if (!event && events.length < 2) return null;
  const pick = h("select", { id: "batch-event", on: { change: () => again(page, pick.value) } },
    h("option", { value: "" }, "every event"), (event ? [event] : events).map((name) => h("option", { value: name, selected: name === event }, name)));
  return h("div", { class: "pick" }, h("label", { for: "batch-event" }, "Only photos of"), pick);
}

function figure(photo, state, changed) {
  const name = `${photo.number}. ${photo.file}`;
  const image = h("img", { alt: `Photo ${photo.number}`, "data-src": photo.picture });
  const node = h("li", { id: `photo-${photo.number}` });
  const doubt = button("Leave out", () => {
    const out = !state.out.has(photo.number);
    if (out) state.out.add(photo.number);
    else state.out.delete(photo.number);
    node.classList.toggle("out", out);
    doubt.setAttribute("aria-pressed", String(out));
    changed();
    say(out ? `${photo.file} is left out.` : `${photo.file} is in the batch again.`);
  }, { "aria-pressed": "false", "aria-label": `Leave out: ${photo.file}`, id: `leave-out-${photo.number}` });
  node.append(
    h("button", { type: "button", class: "picture", "aria-label": `Larger: ${name}`, on: { click: () => enlarge(name, photo.picture) } }, image),
    h("p", { class: "name" }, h("b", {}, name)),
    h("p", { class: "facts" }, photo.event ? h("span", {}, photo.event) : null, photo.credit ? h("span", {}, `name beside it: ${photo.credit}`) : null,
      photo.released_before ? h("span", {}, `was in release ${photo.released_before}`) : null),
    h("div", { class: "acts" }, doubt,
      photo.photo ? h("a", { href: `#/photo/${photo.photo}`, "aria-label": `Open: ${photo.file}`, id: `open-${photo.number}` }, "Open") : null));
  return node;
}

const enlarge = (name, picture) => openDialog(name, () => h("img", { class: "large", alt: name, src: picture }), { wide: true });

function leftOutSection(files) {
  if (!files.length) return null;
  return h("details", { class: "left-out", open: true }, h("summary", {}, `Not in the batch (${files.length})`),
    h("ul", { class: "inside" }, files.map((one) => {
      const [kind, text] = standingBadge(one.standing);
      // A cleared one that is left out is a second copy.
      return h("li", {}, one.standing === "cleared" ? null : h("span", { class: `badge ${kind}` }, text), h("b", {}, one.file), h("span", {}, one.text));
    })));
}

function release(page, batch, event, state, errors, send) {
  if (send.getAttribute("aria-disabled") === "true") return undefined;
  return busy(send, async () => {
    const open = batch.points.filter((point) => !state.points.get(point.id)).length;
    const missing = open ? [{ id: "points", text: `Say yes to every point: ${count(open, "is", "are")} open. Leave out a photo for which one does not hold.` }] : [];
    if (state.again && !state.again.control.checked) missing.push({ text: "These photos were released already. Tick that they are to be handed over once more.", id: "release-again" });
    showErrors(errors, missing, "Nothing was released yet");
    if (missing.length) return;
    try {
      const checks = Object.fromEntries(batch.points.map((point) => [point.id, true]));
      const answer = await api.postLong("/releases", { channel: batch.channel, event, code: batch.code, checks, left_out: [...state.out], again: Boolean(state.again) });
      if (page.left) return;
      await begin(page);
      tell(page, answer);
    } catch (error) {
      if (page.left) return;
      // What is on the screen is not what would be released any more.
      if (error.code === "changed") await again(page, event);
      const place = error.code === "changed" ? page.batch.insertBefore(h("div"), page.batch.firstChild) : errors;
      showErrors(place, [{ text: error.message }], "Nothing was released");
    }
  });
}

function tell(page, { release: made, left_in_cleared }) {
  const stuck = left_in_cleared ? ` ${count(left_in_cleared, "copy", "copies")} could not be taken out of the folder of cleared photos; close the program that has them open.` : "";
  notice("released", `Release ${made.release} is made: ${count(made.photos, "photo")} in ${made.place}.${stuck}`, {
    kind: "good", actions: [zipButton(made), button("Say where it appears", () => placeDialog(made, () => begin(page)), { id: "released-place" })],
  });
}
