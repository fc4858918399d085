// The points that a named person answers before a photo is cleared, and the note that goes with
// whatever is decided.

import { h } from "./dom.js";
import { button, field } from "./forms.js";

export const kLeastReason = 10;

export function yesToAll(ctx) {
  ctx.keep({ checks: Object.fromEntries(ctx.photo.checks.map((check) => [check.id, true])) });
  ctx.draw();
}

export const unanswered = (ctx) => ctx.photo.checks.filter((check) => typeof ctx.draft.checks[check.id] !== "boolean");

export function drawChecks(ctx) {
  const { photo, draft } = ctx;
  const set = (id, value) => {
    ctx.keep({ checks: { ...draft.checks, [id]: value } });
    ctx.draw();
  };
  const refused = photo.checks.some((check) => draft.checks[check.id] === false);
  return h("section", { class: "checks", "aria-labelledby": "checks-title" },
    h("h2", { id: "checks-title", tabindex: "-1" }, "Before you clear it"),
    h("p", { class: "hint" }, "Look at the whole photo, the background too. Your answers are kept with your name."),
    photo.checks.map((check) => {
      const text = `check-${check.id}-text`;
      const choice = (label, value) => button(label, () => set(check.id, value), {
        id: `check-${check.id}-${value ? "yes" : "no"}`, class: value ? "yes" : "no", "aria-pressed": String(draft.checks[check.id] === value),
      });
      return h("div", { class: "check field", id: `check-${check.id}`, role: "group", "aria-labelledby": text },
        h("p", { id: text }, check.text, h("span", { class: "error", id: `check-${check.id}-error`, hidden: true })),
        h("div", { class: "yes-no" }, choice("Yes", true), choice("No", false)));
    }),
    button(["Yes to all of these", h("kbd", { "aria-hidden": "true" }, "Y")], () => yesToAll(ctx), { id: "all-yes", class: "wide", "aria-keyshortcuts": "y" }),
    refused ? h("p", { class: "standing bad" }, "With a No it cannot be cleared. Cover it, block it or pass it on.") : null);
}

export function drawNote(ctx) {
  const { needs } = ctx.photo;
  return field({
    label: needs.reason ? "Why may it be published all the same?" : "Note (if you like)",
    hint: needs.reason ? `At least ${kLeastReason} characters. It is kept with your name.` : null,
    id: "note", rows: 2, value: ctx.draft.note, maxlength: 2000, autocomplete: "off",
    input: { input: (event) => ctx.keep({ note: event.target.value }) },
  }).node;
}
