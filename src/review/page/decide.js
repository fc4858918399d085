// The decisions: clear, block, not sure, pass on, take back.

import { h, say } from "./dom.js";
import { button, showErrors } from "./forms.js";
import { drafts } from "./drafts.js";
import * as api from "./api.js";
import { kLeastReason, unanswered } from "./checks.js";
import { isOpen } from "./questions.js";
import { startCover } from "./cover.js";
import { deleteNow } from "./delete.js";
import { escalate } from "./escalate.js";
import { reportIncident } from "./report.js";
import { objectTo } from "./objection.js";
import { refresh } from "./queue_data.js";
import { go } from "./router.js";
import { notice } from "./shell.js";
import { nextOf } from "./photo.js";
import { decidedWords, undecided } from "./words.js";

// What still lacks before the photo can be cleared, in the order of the page.
function lacks(ctx) {
  const { photo, draft, viewer } = ctx;
  const missing = [];
  if (!viewer.isLoaded()) missing.push({ text: "Wait until the photo is shown" });
  for (const question of photo.questions.filter(isOpen)) {
    missing.push({ id: `question-${question.id}`, text: question.face !== null ? `Answer about face ${question.face + 1}: ${question.ask}` : question.ask });
  }
  for (const check of unanswered(ctx)) missing.push({ id: `check-${check.id}`, text: `Answer: ${check.text}` });
  if (photo.needs.reason && draft.note.trim().length < kLeastReason) {
    missing.push({ id: "note", text: `Write why it may be published, in at least ${kLeastReason} characters` });
  }
  return missing;
}

export async function clear(ctx) {
  if (!allowed(ctx, "clear")) return;
  const missing = lacks(ctx);
  if (missing.length) return showErrors(ctx.errors, missing, "Before you can clear this photo");
  await decide(ctx, { act: "clear", checks: ctx.draft.checks });
}

export const block = (ctx) => allowed(ctx, "block") && decide(ctx, { act: "block" });
export const notSure = (ctx) => allowed(ctx, "not_sure") && decide(ctx, { act: "not_sure" });

// True when the server lets this person; else says why not.
function allowed(ctx, act) {
  if (!ctx.photo || !ctx.ready()) return false;
  if (ctx.may(act)) return true;
  const last = ctx.photo.history.at(-1);
  if (!undecided(ctx.photo.state) && last) {
    showErrors(ctx.errors, [{ text: decidedWords(last, ctx.may("undo")) }], "This photo is decided");
    return false;
  }
  showErrors(ctx.errors, [{ text: ctx.photo.why_not?.[act] ?? ctx.photo.why_not?.decide ?? "You cannot do that with this photo." }], "Not possible");
  return false;
}

export async function decide(ctx, body) {
  const next = nextOf(ctx);
  const name = ctx.photo.file_name;
  const done = await ctx.act("decision", { ...body, reason: body.reason ?? ctx.draft.note.trim() });
  if (!done) return false;
  drafts.drop(ctx.id);
  sayDecided(ctx.id, name, body, done.photo);
  refresh();
  ctx.onward(next);
  return true;
}

const kWords = {
  clear: (photo) => (photo.state === "second" ? "waits for a second person, as this needs two." : `is cleared for ${photo.channel.name}.`),
  block: () => "is blocked.",
  not_sure: () => "is left for somebody else.",
  escalate: () => "is passed on.",
};

// Stays until the next decision: nobody has to hurry to take something back.
function sayDecided(id, name, body, photo) {
  const actions = photo.undo || photo.may.includes("undo") ? [button("Undo", () => takeBack(id), { id: "undo-last", class: "link" })] : [];
  notice("decided", `${name} ${kWords[body.act](photo)}`, { kind: body.act === "clear" ? "good" : "plain", actions });
  last = actions.length ? id : null;
}

let last = null;

// Takes back the last decision of this page, wherever the person is by now.
export async function takeBack(id = last) {
  if (!id) return say("There is nothing to take back.");
  try {
    const { photo } = await api.get(`/photos/${id}`);
    const undone = (version) => api.post(`/photos/${id}/undo`, { version });
    const answer = await undone(photo.version).catch((error) => {
      if (error.code !== "changed" || !stillSame(error.photo, photo)) throw error;
      return undone(error.photo.version);
    });
    last = null;
    sayTakenBack(answer.photo);
    refresh();
    if (location.hash.includes(id)) dispatchEvent(new HashChangeEvent("hashchange"));
    else go("photo", id);
  } catch (error) {
    notice("decided", error.message, { urgent: true });
  }
}

// The copy was made meanwhile: nobody said anything, so it still is the same decision.
const stillSame = (now, before) => now?.history.length === before.history.length && now.may.includes("undo");

function sayTakenBack(photo) {
  notice("decided", `Taken back: ${photo.file_name} ${undecided(photo.state) ? "waits again." : "is not cleared any more."}`);
}

export async function undo(ctx) {
  if (!ctx.photo?.undo || !ctx.may("undo")) return takeBack();
  const before = ctx.photo;
  let done = await ctx.act("undo");
  if (!done && ctx.changed && stillSame(ctx.photo, before)) done = await ctx.act("undo");
  if (!done) return;
  last = null;
  sayTakenBack(done.photo);
  refresh();
}

export function drawDecide(ctx) {
  const { photo } = ctx;
  const act = (name, text, key, run, props = {}) => {
    const can = ctx.may(name);
    return button([h("span", {}, text), h("kbd", { "aria-hidden": "true" }, key)], run, {
      id: `do-${name}`, "aria-keyshortcuts": key.toLowerCase(), "aria-disabled": can ? null : "true", "aria-describedby": !can && photo.why_not?.[name] ? `why-${name}` : null, ...props,
    });
  };
  const open = undecided(photo.state);
  const reasons = Object.entries(photo.why_not ?? {}).filter(([name]) => open || !["clear", "block", "cover", "not_sure", "escalate"].includes(name));
  return h("section", { class: "decide", "aria-labelledby": "decide-title" },
    h("h2", { id: "decide-title", class: "unseen" }, "Decide"),
    open ? h("div", { class: "decide-main" },
      act("clear", photo.cover ? "Clear the copy" : "Clear", "C", () => clear(ctx), { class: "go" }),
      act("block", "Block", "B", () => block(ctx), { class: "stop" }),
      act("not_sure", "Not sure", "U", () => notSure(ctx)),
      act("cover", photo.cover ? "Change the cover" : "Cover", "V", () => ctx.may("cover") && startCover(ctx))) : null,
    reasons.length ? h("ul", { class: "why-not" }, reasons.map(([name, text]) => h("li", { id: `why-${name}` }, text))) : null,
    h("div", { class: "decide-more" },
      open ? act("escalate", "Pass on", "E", () => ctx.may("escalate") && escalate(ctx)) : null,
      ctx.may("object") ? act("object", "Objects", "O", () => objectTo(ctx)) : null,
      ctx.may("incident") ? act("incident", "Incident", "I", () => reportIncident(ctx.id)) : null,
      act("delete", "Delete now", "Del", () => ctx.may("delete") && deleteNow(ctx), { class: "stop", "aria-keyshortcuts": "Delete" })));
}
