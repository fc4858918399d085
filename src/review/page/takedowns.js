// What is to be taken down, where and by when, and the proof that it was.

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { button, buttons, field, showErrors } from "./forms.js";
import { watchPictures } from "./pictures.js";
import { count, day, list } from "./words.js";

const kReasons = { bar: "A bar", objection: "An objection", withdrawal: "A permission withdrawn", "by-hand": "Asked for by hand" };
const kEnds = {
  "taken-down": { title: "Taken down", text: "Taken down …", label: "What was done, and where?", proof: true },
  "not-shown": { title: "Not in this one", text: "Not in this one …", label: "How did you look?" },
  "beyond-reach": { title: "Beyond reach", text: "Beyond reach …", label: "Why can it not be taken down?" },
};

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
      h("p", { class: "lead" }, "Somebody must not be seen any more. Each place where they can still be seen is here until somebody says that it is done, with a screenshot."), errors, progress, rows));
    const stopPictures = watchPictures(rows);
    const draw = (answer) => {
      swap(progress, drawProgress(answer.recalls));
      swap(rows, answer.takedowns.length ? answer.takedowns.map((task) => card(task, end)) : h("li", { class: "empty" }, "Nothing is to be taken down."),
        answer.open > answer.takedowns.length ? h("li", { class: "soft" }, `And ${answer.open - answer.takedowns.length} more, which come when these are done.`) : null);
    };
    const end = async (task, outcome) => {
      const said = await askEnd(task, outcome);
      if (!said) return;
      try {
        draw(await api.post(`/takedowns/${task.task}/end`, { outcome, ...said }));
        showErrors(errors, []);
        say(`Recorded for ${task.file}.`);
      } catch (error) {
        showErrors(errors, [{ text: error.message }], "That was not recorded");
      }
    };
    api.get("/takedowns").then(draw).catch((error) => swap(rows, h("li", { class: "error" }, error.message)));
    return { leave: stopPictures };
  },
};

function drawProgress(recalls) {
  const open = recalls.filter((recall) => recall.open > 0);
  if (!open.length) return null;
  return h("ul", { class: "facts-list" }, open.map((recall) => h("li", {},
    `${kReasons[recall.reason] ?? recall.reason}, ${recall.case}, since ${day(recall.at.slice(0, 10))}: ${recall.places - recall.open} of ${count(recall.places, "place")} done`,
    recall.overdue ? h("b", { class: "bad" }, `, ${recall.overdue} overdue`) : null, ".")));
}

// Only an address that a browser opens is made a link.
const where = (task) => /^https?:\/\//.test(task.place)
  ? h("a", { href: task.place, rel: "noreferrer noopener", target: "_blank" }, task.place)
  : h("span", {}, task.place || `the channel ${task.channel}`);

function card(task, end) {
  return h("li", {}, h("div", { class: `card ${task.overdue ? "block" : "review"}` },
    task.photo ? button(h("img", { alt: "", "data-src": `/api/v1/photos/${task.photo}/pictures/small` }), () => enlarge(task), { class: "thumb", "aria-label": `Larger: ${task.file}`, id: `larger-${task.task}` }) : null,
    h("span", { class: "words" },
      h("span", { class: `badge ${task.overdue ? "block" : "review"}` }, task.overdue ? "■ Overdue" : "▲ To do"),
      h("b", {}, task.by_eye ? `Is ${task.case} in ${task.file}?` : `${task.case} is in ${task.file}`),
      h("span", {}, "At ", where(task)),
      task.by_eye && kRechecked[task.rechecked] ? h("span", {}, kRechecked[task.rechecked]) : null,
      h("span", { class: "facts" }, h("span", {}, task.channel), task.published ? h("span", {}, `published ${day(task.published)}`) : null,
        task.release ? h("span", {}, `release ${task.release}`) : null, task.event ? h("span", {}, task.event) : null,
        h("span", {}, `to be down by ${day(task.due)}`), h("span", {}, task.owners.length ? `for ${list(task.owners)}` : "no owner: a senior leader")),
      buttons(Object.entries(kEnds).filter(([outcome]) => task.by_eye || outcome !== "not-shown").map(([outcome, { text }]) =>
        button(text, () => end(task, outcome), { id: `${outcome}-${task.task}`, "aria-label": `${kEnds[outcome].title}: ${task.file}` }))))));
}

const enlarge = (task) => openDialog(task.file, () => h("img", { class: "large", alt: task.file, src: `/api/v1/photos/${task.photo}/pictures/screen` }), { wide: true });

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function askEnd(task, outcome) {
  const { title, label, proof } = kEnds[outcome];
  const note = field({ label, id: "end-note", rows: 3, maxlength: 1000, autocomplete: "off" });
  const shot = proof ? field({ label: "A screenshot", hint: "Its fingerprint is kept here. Keep the file itself with your papers.", id: "end-proof", type: "file" }) : null;
  const errors = h("div");
  return openDialog(title, (close) => h("form", {
    on: {
      submit: async (event) => {
        event.preventDefault();
        const missing = [];
        if (!note.control.value.trim()) missing.push({ text: "Write a few words.", id: "end-note" });
        if (shot && !shot.control.files.length) missing.push({ text: "Choose the screenshot that shows it.", id: "end-proof" });
        showErrors(errors, missing);
        if (missing.length) return;
        close({ note: note.control.value.trim(), proof_sha256: shot ? await hashOf(shot.control.files[0]) : "" });
      },
    },
  }, errors, h("p", {}, `${task.file}, `, task.place || task.channel), note.node,
  shot?.node,
  buttons(h("button", { type: "submit", class: "primary", id: "end-send" }, title), button("Cancel", () => close()))));
}
