// What was said and done about the photo so far, and what the program left out of the copy.

import { h } from "./dom.js";
import { moment } from "./words.js";

export function drawHistory(ctx) {
  const { photo } = ctx;
  return h("section", { class: "history" },
    photo.notes.length ? h("details", { id: "notes" }, h("summary", {}, "What is left out of the copy"), h("ul", {}, photo.notes.map((note) => h("li", {}, note)))) : null,
    photo.history.length ? h("details", { id: "history" }, h("summary", {}, `History (${photo.history.length})`),
      h("ol", {}, photo.history.map((entry) => h("li", {}, h("b", {}, entry.by), ` ${entry.text}`, h("small", {}, moment(entry.at)))))) : null);
}
