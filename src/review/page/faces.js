// Every face by number, for those who cannot press the boxes, and what can be done with one.

import { h, say } from "./dom.js";
import { button } from "./forms.js";
import { startCover } from "./cover.js";
import { objectTo } from "./objection.js";
import { count } from "./words.js";

export function drawFaces(ctx) {
  const { photo } = ctx;
  const chosen = photo.faces.find((face) => face.face === ctx.face);
  return h("section", { class: "faces", "aria-labelledby": "faces-title" },
    h("h2", { id: "faces-title" }, count(photo.faces.length, "face")),
    photo.faces.length ? h("ul", { class: "face-list" }, photo.faces.map((face) => h("li", {}, button(
      [h("span", { class: "unseen" }, "Face "), h("b", {}, String(face.face + 1)), h("span", {}, face.person?.name ?? face.label),
        face.person?.name ? h("span", { class: "unseen" }, `, ${face.label}`) : null],
      () => ctx.pick(face.face === ctx.face ? null : face.face),
      { id: `face-${face.face}`, class: `face ${face.state}`, "aria-pressed": String(face.face === ctx.face) })))) : null,
    chosen ? drawFace(ctx, chosen) : null,
    marks(ctx),
    ctx.may("mark") ? button([h("span", {}, "Mark a face that was missed"), h("kbd", { "aria-hidden": "true" }, "M")], () => markMissed(ctx), { id: "mark-missed", "aria-keyshortcuts": "m" }) : null);
}

function drawFace(ctx, face) {
  const named = face.person ? [face.person.name, face.person.case_number].filter(Boolean).join(", ") : null;
  const asked = ctx.photo.questions.some((question) => question.face === face.face);
  return h("div", { class: "face-detail" },
    asked ? null : h("img", { alt: `Face ${face.face + 1}`, "data-src": face.picture, "data-shows": `${face.picture}|${face.box}` }),
    h("div", {}, h("p", {}, h("b", {}, `Face ${face.face + 1}: ${face.label}`), named ? h("span", {}, ` ${named}`) : null),
      h("div", { class: "buttons small" },
        button("Closer", () => ctx.viewer.closeUp(face.box)),
        ctx.may("cover") ? button("Cover", () => startCover(ctx, face.face)) : null,
        ctx.may("mark") && face.state !== "not_a_face" && face.state !== "missed" ? button("Not a face", () => ctx.act("marks", { kind: "false_face", face: face.face }), { id: "not-a-face" }) : null,
        ctx.may("object") ? button("Objects", () => objectTo(ctx, face.face)) : null)));
}

const kKinds = { missed_face: "Missed face", false_face: "Not a face" };

function marks(ctx) {
  const { photo } = ctx;
  if (!photo.marks.length) return null;
  return h("ul", { class: "marks" }, photo.marks.map((mark) => h("li", {},
    h("span", {}, `${kKinds[mark.kind] ?? mark.kind}, marked by ${mark.by}`),
    ctx.may("mark") ? button("Remove", () => ctx.act("marks/remove", { mark: mark.mark }), { class: "link", "aria-label": `Remove the mark: ${kKinds[mark.kind] ?? mark.kind}` }) : null)));
}

export async function markMissed(ctx) {
  if (!ctx.may("mark")) return;
  const box = await drawWith(ctx, "Draw a box round the face that was missed.");
  if (box) await ctx.act("marks", { kind: "missed_face", box });
}

// Lets the person draw one box on the photo itself. Null when they gave up.
export async function drawWith(ctx, what) {
  const before = ctx.before;
  ctx.before = true;
  ctx.draw();
  const hint = h("div", { class: "draw-hint" }, h("p", {}, h("b", {}, what), " Drag, or tap two opposite corners.", h("span", { class: "by-keys" }, " Keys: arrows place it, Shift and arrows size it, Enter takes it.")),
    button("Stop", () => ctx.viewer.stopDrawing(), { id: "draw-stop" }));
  ctx.viewer.element.append(hint);
  say(`${what} With the keyboard: arrows place the box, Shift and arrows size it, Enter takes it, Escape stops.`);
  ctx.viewer.element.scrollIntoView({ block: "nearest" });
  const box = await ctx.viewer.draw();
  hint.remove();
  ctx.before = before;
  ctx.draw();
  return box;
}

// To the next (1) or the last (-1) face, close up.
export function stepFace(ctx, by) {
  const faces = ctx.photo?.faces ?? [];
  if (!faces.length) return false;
  const at = faces.findIndex((face) => face.face === ctx.face);
  const next = faces[at < 0 ? (by > 0 ? 0 : faces.length - 1) : (at + by + faces.length) % faces.length];
  ctx.pick(next.face);
  ctx.viewer.closeUp(next.box);
  say(`Face ${next.face + 1} of ${faces.length}: ${next.person?.name ?? next.label}.`);
  return true;
}
