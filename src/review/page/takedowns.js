// What is to be taken down, where and by when, and the proof that it was.

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, field, showErrors } from "./forms.js";
import { watchPictures } from "./pictures.js";
import { count, day, list } from "./words.js";

const kReasons = { bar: "A bar", objection: "An objection", withdrawal: "A permission withdrawn", "by-hand": "Asked for by hand",
  // Of a photo that a person took back: nobody is named.
  wish: "Somebody did not want to be shown", deletion: "Deleted", "second-look": "Found unfit at a second look", block: "Blocked" };
const kLeastNote = 10;
// `proof`: a file is asked for. Of somebody who is known to be in the photo nobody can say that they
// are not in it, only that a place never had it, and each answer needs its proof.
const kEnds = {
  "taken-down": { title: "Taken down", label: "What was done, and where?", proof: "A screenshot of the place as it is now" },
  "not-shown": { title: "Not in this one", label: "How did you look?" },
  "beyond-reach": { title: "Beyond reach", label: "Why can it not be taken down?" },
};
const kKnownEnds = {
  "taken-down": kEnds["taken-down"],
  "not-shown": { title: "Never at this place", label: "How do you know that this place never had it?", proof: "A screenshot of the place" },
  "beyond-reach": { ...kEnds["beyond-reach"], proof: "A picture of what was printed, or what those who have it wrote" },
};
const endsOf = (task) => task.by_eye ? kEnds : kKnownEnds;

const kRechecked = {
  perhaps: "Compared anew with their reference photos: it may be them.",
  "not-seen": "Compared anew with their reference photos: nobody like them was found. Look all the same.",
  "cannot-tell": "Compared anew with their reference photos: that could not tell.",
};

export const takedownsPage = {
  title: "Take down",
  show(main) {
    const errors = h("div");
    const progress = h("div");
    const rows = h("ul", { class: "cards rows" }, h("li", { class: "soft" }, "Fetching the list …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Take down"),
      h("p", { class: "lead" }, "Somebody, or a photo, must not be seen any more. Each place where it can still be seen is here until somebody says that it is done, with a screenshot."), errors, progress, rows));
    const stopPictures = watchPictures(rows);
    const draw = (answer) => {
      swap(progress, drawProgress(answer));
      swap(rows, answer.takedowns.length ? answer.takedowns.map((task) => card(task, end)) : h("li", { class: "empty" }, "Nothing is to be taken down."), rest(answer));
    };
    // The way to those that the answer left out.
    const rest = ({ from, takedowns, open }) => {
      const shown = from + takedowns.length;
      if (!takedowns.length || open <= shown) return null;
      const more = button(`Show more (${shown} of ${open} are shown)`, () => busy(more, async () => {
        try {
          const next = await api.get(`/takedowns?from=${shown}`);
          more.parentElement.replaceWith(...next.takedowns.map((task) => card(task, end)), ...[rest(next)].filter(Boolean));
          document.getElementById(focusOf(next.takedowns[0]))?.focus();
          say(`${shown + next.takedowns.length} of ${next.open} are shown.`);
        } catch (error) {
          showErrors(errors, [{ text: error.message }]);
        }
      }), { id: "takedowns-more" });
      return h("li", {}, more);
    };
    const end = async (task, outcome) => {
      const said = await askEnd(task, outcome);
      if (!said) return;
      const at = [...rows.querySelectorAll(".card")].findIndex((each) => each.contains(document.getElementById(`${outcome}-${task.task}`)));
      try {
        draw(await api.post(`/takedowns/${task.task}/end`, { outcome, ...said }));
        showErrors(errors, []);
        // What was pressed is gone: on with the task that stands in its place.
        const cards = rows.querySelectorAll(".card");
        (cards[Math.min(Math.max(at, 0), cards.length - 1)]?.querySelector("button") ?? main.querySelector("h1")).focus();
        say(`Recorded for ${task.file}.`);
      } catch (error) {
        showErrors(errors, [{ text: error.message }], "That was not recorded");
      }
    };
    api.get("/takedowns").then(draw).catch((error) => swap(rows, h("li", { class: "error" }, error.message)));
    return { leave: stopPictures };
  },
};

function drawProgress({ recalls, open, by_eye: byEye }) {
  const shown = recalls.filter((recall) => recall.open > 0 || recall.copies_not_looked_at > 0);
  return [open ? h("p", { id: "takedowns-total" }, `${count(open, "place")} to do`, byEye ? `, ${byEye} of them to be looked through: nobody knows whether the person is in them` : "", ".") : null,
    shown.length ? h("ul", { class: "facts-list" }, shown.map((recall) => h("li", {},
      `${kReasons[recall.reason] ?? recall.reason}${recall.case ? `, ${recall.case}` : ""}, since ${day(recall.at.slice(0, 10))}: ${recall.places - recall.open} of ${count(recall.places, "place")} done`,
      recall.by_eye ? `, ${recall.by_eye} to be looked through` : null,
      recall.overdue ? h("b", { class: "bad" }, `, ${recall.overdue} overdue`) : null, ".",
      recall.copies_not_looked_at ? ` Not looked at: ${count(recall.copies_not_looked_at, "cleared copy", "cleared copies")} of before they were on the register. Whoever keeps photogate compares them with “photogate recall recheck --all”.` : null))) : null];
}

const focusOf = (task) => task?.photo ? `larger-${task.task}` : `taken-down-${task?.task}`;

// Only an address that a browser opens is made a link.
const where = (task) => /^https?:\/\//.test(task.place)
  ? h("a", { href: task.place, rel: "noreferrer noopener", target: "_blank" }, task.place)
  : h("span", {}, task.place || `the channel ${task.channel}`);
const unrecorded = (task) => Boolean(task.release) && !task.place_recorded;

function card(task, end) {
  return h("li", {}, h("div", { class: `card ${task.overdue ? "block" : "review"}` },
    task.photo ? button(h("img", { alt: "", "data-src": `/api/v1/photos/${task.photo}/pictures/small` }), () => enlarge(task), { class: "thumb", "aria-label": `Larger: ${task.file}`, id: `larger-${task.task}` }) : null,
    h("span", { class: "words" },
      h("span", { class: `badge ${task.overdue ? "block" : "review"}` }, task.overdue ? "■ Overdue" : "▲ To do"),
      h("b", {}, !task.case ? `${kReasons[task.reason] ?? task.reason}: ${task.file}` : task.by_eye ? `Is ${task.case} in ${task.file}?` : `${task.case} is in ${task.file}`),
      unrecorded(task) ? h("span", {}, `Where release ${task.release} went is not recorded: ask the owner.`, task.place ? [" The channel is at ", where(task)] : null) : h("span", {}, "At ", where(task)),
      task.by_eye && kRechecked[task.rechecked] ? h("span", {}, kRechecked[task.rechecked]) : null,
      h("span", { class: "facts" }, h("span", {}, task.channel), task.published ? h("span", {}, `published ${day(task.published)}`) : null,
        task.release ? h("span", {}, `release ${task.release}`) : null, task.event ? h("span", {}, task.event) : null,
        h("span", {}, `to be down by ${day(task.due)}`), h("span", {}, task.owners.length ? `for ${list(task.owners)}` : "no owner: a senior leader")),
      buttons(Object.entries(endsOf(task)).map(([outcome, { title }]) =>
        button(`${title} …`, () => end(task, outcome), { id: `${outcome}-${task.task}`, "aria-label": `${title}: ${task.file}` }))))));
}

const enlarge = (task) => openDialog(task.file, () => h("img", { class: "large", alt: task.file, src: `/api/v1/photos/${task.photo}/pictures/screen` }), { wide: true });

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function askEnd(task, outcome) {
  const { title, label, proof } = endsOf(task)[outcome];
  const note = field({ label, id: "end-note", rows: 3, maxlength: 1000, autocomplete: "off" });
  const shot = proof ? field({ label: proof, hint: "Keep the file yourself, where the signed forms are kept. Photogate keeps only its fingerprint, which proves later that it is this file.", id: "end-proof", type: "file" }) : null;
  const errors = h("div");
  return openDialog(title, (close) => h("form", {
    on: {
      submit: async (event) => {
        event.preventDefault();
        const missing = [];
        if (new TextEncoder().encode(note.control.value.trim()).length < kLeastNote) missing.push({ text: `Write a few words, at least ${kLeastNote} letters.`, id: "end-note" });
        if (shot && !shot.control.files.length) missing.push({ text: "Choose the file that shows it.", id: "end-proof" });
        showErrors(errors, missing);
        if (missing.length) return;
        close({ note: note.control.value.trim(), proof_sha256: shot ? await hashOf(shot.control.files[0]) : "" });
      },
    },
  }, errors, h("p", {}, `${task.file}, `, unrecorded(task) ? `release ${task.release}` : task.place || task.channel), note.node,
  shot?.node,
  buttons(h("button", { type: "submit", class: "primary", id: "end-send" }, title), button("Cancel", () => close()))));
}
