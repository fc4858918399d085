// Why the photo waits, as questions a person can answer. The computer's score is shown only after
// the answer, so that people look at the faces and not at a number.

import { h, say } from "./dom.js";
import { button } from "./forms.js";
import { session } from "./session.js";
import { startCover } from "./cover.js";
import { escalate } from "./escalate.js";
import { count, day, list, moment, scoreWords, standsWords, unanswerableWords } from "./words.js";

export const isOpen = (question) => question.answerable && question.standing !== "set_aside" && question.mine === null;

// The question that the keys 1, 2 and 3 answer.
export const currentQuestion = (ctx) =>
  ctx.photo.questions.find((question) => isOpen(question) && question.face === ctx.face && ctx.face !== null) ??
  ctx.photo.questions.find(isOpen) ?? null;

export async function answer(ctx, question, choice) {
  const done = await ctx.act("answers", { question: question.id, answer: choice });
  if (!done) return;
  const next = currentQuestion(ctx);
  const left = ctx.photo.questions.filter(isOpen).length;
  say(`Answered: ${words(question, choice)}. ${left ? `${left} left to answer.` : "All answered."}`);
  if (next?.face !== null && next?.face !== undefined) ctx.pick(next.face);
  // The points of the list come into view before anybody can agree to them.
  document.getElementById(next ? `question-${next.id}` : "checks-title")?.scrollIntoView({ block: next ? "nearest" : "start" });
}

export function drawQuestions(ctx) {
  const { photo } = ctx;
  if (!photo.questions.length) return null;
  const current = currentQuestion(ctx);
  const open = photo.questions.filter(isOpen).length;
  return h("section", { class: "questions", id: "questions", "aria-labelledby": "questions-title" },
    h("h2", { id: "questions-title", tabindex: "-1" }, photo.questions.length === 1 ? "Why it waits" : `Why it waits: ${count(photo.questions.length, "reason")}`,
      open ? h("small", {}, `${open} to answer`) : null),
    photo.questions.map((question) => drawQuestion(ctx, question, question === current)));
}

function drawQuestion(ctx, question, current) {
  const answered = question.mine !== null;
  const can = question.answerable && ctx.may("answer");
  const ask = `ask-${question.id}`;
  return h("article", { class: `question ${question.effect}${current ? " current" : ""}${answered ? " answered" : ""}`, id: `question-${question.id}` },
    h("h3", {}, question.face !== null ? `Face ${question.face + 1}` : question.box ? "The face that was marked" : "The whole photo"),
    about(question),
    pictures(ctx, question),
    can ? h("div", { role: "group", "aria-labelledby": ask, class: "answer field" },
      h("p", { id: ask, class: "ask" }, question.ask),
      h("p", { class: "error", id: `question-${question.id}-error`, hidden: true }),
      h("div", { class: "choices" }, question.choices.map((choice, i) => button([h("span", {}, choice.label), current ? h("kbd", { "aria-hidden": "true" }, String(i + 1)) : null],
        () => answer(ctx, question, choice.answer),
        { id: `answer-${question.id}-${choice.answer}`, "aria-pressed": String(question.mine === choice.answer), "aria-keyshortcuts": current ? String(i + 1) : null })))) : null,
    question.needs_names ? h("p", { class: "soft", id: `names-${question.id}` }, question.needs_names) : null,
    !question.answerable ? h("p", { class: "soft" }, unanswerableWords(ctx.photo.questions.map((entry) => entry.code))) : null,
    answered ? afterwards(question) : null,
    standing(question),
    extras(ctx, question));
}

// Of several people the names stand one below the other, for those who are shown them.
function about(question) {
  const text = question.who || question.needs_names ? question.text.replace(/ They are: .*$/s, "") : question.text;
  return [h("p", {}, text), question.who ? h("ul", { class: "whom" }, question.who.map((name) => h("li", {}, name))) : null];
}

function pictures(ctx, question) {
  // A face that was drawn by hand is a mark with a place of its own.
  const face = ctx.photo.faces.find((entry) => entry.face === question.face) ??
    (question.box ? ctx.photo.marks.find((mark) => String(mark.box) === String(question.box)) : null);
  if (!face?.picture) return null;
  // A number may come to mean another face or reference, so the address alone does not say what is shown.
  const shot = (src, words, click) => {
    const image = h("img", { alt: words, "data-src": src, "data-shows": [src, face.box, question.text, words].join("|") });
    return h("figure", {}, click ? button(image, click, { class: "picture", "aria-label": `${words}. Show it in the photo` }) : image,
      h("figcaption", {}, words));
  };
  const close = () => {
    ctx.pick(face.face ?? null);
    ctx.viewer.closeUp(face.box);
  };
  const references = question.references ?? [];
  const identity = question.choices?.some((choice) => choice.answer === "different");
  return h("div", { class: "pair" },
    shot(face.picture, "In this photo", close),
    references.map((reference) => shot(reference.picture, reference.date ? `Reference of ${day(reference.date)}` : "Reference")),
    identity && !references.length ? h("p", { class: "soft" }, "There is no reference picture to show. Ask somebody who knows this person by sight, or say Not sure.") : null);
}

// What the others said, and the score: only after the person's own answer.
function afterwards(question) {
  const { score } = question;
  const others = question.given.filter((entry) => entry.by !== session().user?.name).map((entry) => `${entry.by} said “${words(question, entry.answer)}” ${moment(entry.at)}.`);
  return h("div", { class: "afterwards" },
    score ? h("p", { class: "score" }, scoreWords(score)) : null,
    others.length ? h("p", { class: "soft" }, others.join(" ")) : null);
}

const words = (question, answered) => question.choices.find((choice) => choice.answer === answered)?.label ?? { fine: "Not in it" }[answered] ?? answered;

function standing(question) {
  if (question.standing === "set_aside") return h("p", { class: "standing good" }, "● Settled: it does not stand in the way.");
  if (question.standing === "stands") return h("p", { class: "standing bad" }, standsWords(question));
  if (question.people > 1) {
    const agreed = [...new Set(question.given.filter((entry) => entry.answer === "different" || entry.answer === "fine").map((entry) => entry.by))];
    const need = `${question.people} people must say so${question.senior ? ", one of them a senior leader" : ""}.`;
    return h("p", { class: "standing" }, question.mine !== null && agreed.length ? `${need} So far: ${list(agreed)}.` : need);
  }
  return null;
}

function extras(ctx, question) {
  const parts = [];
  if (question.needs_names && question.standing === "open" && ctx.may("escalate")) {
    parts.push(button("Pass it on to somebody who is shown the names", () => escalate(ctx), { class: "link", id: `pass-${question.id}` }));
  }
  if (question.face !== null && ctx.may("cover")) parts.push(button("Cover this face", () => startCover(ctx, question.face), { class: "link", id: `cover-${question.id}` }));
  if (question.face !== null && ctx.may("mark")) {
    parts.push(button("This is not a face", () => ctx.act("marks", { kind: "false_face", face: question.face }), { class: "link", id: `false-${question.id}` }));
  }
  return parts.length ? h("p", { class: "extras" }, parts) : null;
}
