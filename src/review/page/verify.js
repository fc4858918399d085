// Files dropped here, just before they are published: exactly the cleared ones, and still permitted?

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { standingBadge, verdictOf } from "./standings.js";
import { dropZone, sendFile } from "./uploads.js";
import { count, list } from "./words.js";

let lastChannel = "";

const kMost_bytes = 128 * 1024 * 1024;

export const verifyPage = {
  title: "Verify",
  show(main) {
    const place = h("div", {}, h("p", { class: "soft" }, "Fetching the channels …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Verify"),
      h("p", { class: "lead" }, "Just before you publish: are these exactly the cleared photos, and may everybody in them still be shown? Each file is looked up anew, every time."), place));
    api.get("/channels").then(({ channels }) => {
      const names = channels.filter((channel) => channel.state === "approved").map((channel) => channel.name);
      swap(place, names.length ? drawForm(names) : h("p", { class: "banner warn" }, h("b", {}, "▲ "), "No channel is approved, so nothing may be published."));
    }).catch((error) => swap(place, h("p", { class: "error" }, error.message)));
    return {};
  },
};

function drawForm(names) {
  // Chosen by the person: the same file has another answer for another channel.
  const remembered = names.length === 1 ? names[0] : names.find((name) => name === lastChannel) ?? "";
  const channel = h("select", { id: "verify-channel", "aria-describedby": "verify-channel-error", on: { change: () => start() } },
    remembered ? null : h("option", { value: "" }, "Choose the channel"),
    names.map((name) => h("option", { value: name, selected: name === remembered }, name)));
  const choose = h("p", { class: "error", id: "verify-channel-error", role: "alert", hidden: true }, "First choose where they are to be published.");
  const verdict = h("div", { id: "verify-verdict" });
  const outcomes = h("ul", { class: "cards rows", id: "verify-outcomes" });
  let sums = { publishable: 0, all: 0, failed: 0 };
  // What is said holds for one channel only.
  const start = () => {
    lastChannel = channel.value;
    choose.hidden = true;
    sums = { publishable: 0, all: 0, failed: 0 };
    verdict.replaceChildren();
    outcomes.replaceChildren();
  };
  const conclude = (name) => {
    const { kind, text } = verdictOf(sums.publishable, sums.all + sums.failed, name);
    swap(verdict, h("p", { class: `banner ${kind}` }, h("b", {}, kind === "clear" ? "● " : kind === "block" ? "■ " : "▲ "), text));
    say(text, kind !== "clear");
  };
  let running = Promise.resolve();
  const take = (files) => {
    const name = channel.value;
    choose.hidden = Boolean(name);
    if (!name) return channel.focus();
    const mine = sums;
    const rows = files.map((file) => {
      const row = h("li", {}, h("div", { class: "card" }, h("div", { class: "words" }, h("b", {}, file.name), h("span", { class: "soft" }, "waits …"))));
      outcomes.append(row);
      return { file, row };
    });
    // One after the other: a session has one file on its way.
    running = running.then(async () => {
      for (const { file, row } of rows) {
        if (mine !== sums) return;
        await verifyOne(file, row, name, mine);
      }
      if (mine === sums && rows.length) conclude(name);
    });
  };
  return [
    h("div", { class: "field chosen" }, h("label", { for: "verify-channel" }, "Where are they to be published?"), choose, channel),
    dropZone({
      id: "verify-files", label: "Choose files, or drop them here", take,
      hint: "Photos, and whole newsletters: ZIP, PDF, DOCX. At most 128 MB each. Nothing is kept.",
    }),
    verdict, outcomes,
  ];
}

async function verifyOne(file, row, channel, sums) {
  const card = (kind, ...words) => swap(row, h("div", { class: `card ${kind}` }, h("div", { class: "words" }, ...words)));
  card("", h("b", {}, file.name), h("span", { class: "soft" }, "is looked at …"));
  try {
    if (file.size > kMost_bytes) throw new Error(`The file is larger than ${kMost_bytes >> 20} MB. Verify the pictures in it one by one.`);
    const upload = await sendFile("/verify/uploads", file);
    const { verified } = await api.postLong("/verify", { channel, upload, name: file.name });
    sums.publishable += verified.publishable;
    sums.all += verified.files.length;
    const [only] = verified.files;
    if (!only) return card("review", h("span", { class: "badge review" }, "▲ No picture"), h("b", {}, file.name), h("span", {}, "There is no picture in it, so there is nothing to verify."));
    if (verified.files.length === 1 && !only.inside) return card(standingBadge(only.standing)[0], ...wordsOf(only, file.name));
    const kind = verified.files.some((one) => one.standing === "no_longer_permitted") ? "block" : verified.publishable === verified.files.length ? "clear" : "review";
    card(kind, h("b", {}, file.name), h("span", {}, `${verified.publishable} of ${count(verified.files.length, "picture")} in it may be published.`),
      h("ul", { class: "inside" }, verified.files.map((one) => h("li", {}, ...wordsOf(one, one.inside ?? "the file itself")))));
  } catch (error) {
    ++sums.failed;
    card("review", h("span", { class: "badge review" }, "▲ Not verified"), h("b", {}, file.name), h("span", {}, error.message));
  }
}

function wordsOf(one, name) {
  const [kind, text] = standingBadge(one.standing);
  const others = one.channels ?? [];
  return [
    h("span", { class: `badge ${kind}` }, text), h("b", {}, name), h("span", {}, one.text),
    one.standing !== "cleared" && one.cleared_as ? h("span", { class: "facts" }, h("span", {}, `cleared as ${one.cleared_as}${others.length ? `, for ${list(others)}` : ""}`)) : null,
  ];
}
