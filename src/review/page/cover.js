// Covering heads, names and logos, or cropping. The server covers with margin, encodes anew and
// looks for the faces again; what is shown afterwards is what would be published.

import { h, say } from "./dom.js";
import { button, buttons, radios, showErrors, tick } from "./forms.js";
import { drawWith } from "./faces.js";
import { coveredBy, hiddenBy } from "./stage.js";
import { count, list, partlyWords } from "./words.js";

const kNothing = { all_but: false, picked: [], fill: "opaque", boxes: [], crop: null };
const kLeastCrop_px = 200;  // a side; smaller pictures are of no use on a page

export function startCover(ctx, face = null) {
  const { photo, draft } = ctx;
  if (!ctx.ready()) return;
  const made = photo.cover && { all_but: false, picked: photo.cover.faces, fill: photo.cover.fill, boxes: photo.cover.drawn, crop: photo.cover.crop };
  const cover = { ...kNothing, ...(draft.cover ?? made ?? {}) };
  if (face !== null && !coveredBy(cover, face)) cover.picked = toggled(cover.picked, face);
  ctx.covering = true;
  ctx.before = true;
  ctx.viewer.whole();
  // Without the boxes nobody sees what is ticked.
  ctx.viewer.boxesOn();
  change(ctx, cover);
  document.getElementById("cover-title")?.focus();
}

export function leaveCover(ctx) {
  ctx.covering = false;
  ctx.before = false;
  ctx.viewer.stopDrawing();
  ctx.draw();
  (document.getElementById("do-cover") ?? document.getElementById("panel")).focus?.();
}

const toggled = (list, item) => (list.includes(item) ? list.filter((entry) => entry !== item) : [...list, item]);

function change(ctx, fields) {
  // What is changed is not what was made: the plan shows again.
  ctx.before = true;
  ctx.keep({ cover: { ...kNothing, ...ctx.draft.cover, ...fields } });
  ctx.draw();
}

// Pressed on the photo or by a number key.
export function toggleByKey(ctx, at) {
  const face = ctx.photo.faces[at];
  if (!face) return false;
  toggleFace(ctx, face.face);
  say(`Face ${face.face + 1} ${coveredBy(ctx.draft.cover, face.face) ? "is covered" : "is not covered"}.`);
  return true;
}

export const toggleFace = (ctx, face) => change(ctx, { picked: toggled(ctx.draft.cover.picked, face) });

export async function drawRegion(ctx) {
  const box = await drawWith(ctx, "Draw a box over the name, badge or logo.");
  if (box) change(ctx, { boxes: [...ctx.draft.cover.boxes, box] });
}

async function drawCrop(ctx) {
  const box = await drawWith(ctx, "Draw a box round what should stay.");
  if (!box) return;
  if (Math.min(box[2], box[3]) < Math.min(kLeastCrop_px, ctx.photo.width, ctx.photo.height)) {
    return showErrors(ctx.errors, [{ text: "That part is too small to publish. Draw a larger box." }], "Not possible");
  }
  change(ctx, { crop: box });
}

const isEmpty = (cover) => !cover.all_but && !cover.picked.length && !cover.boxes.length && !cover.crop;

export async function preview(ctx) {
  const { all_but, picked, fill, boxes, crop } = ctx.draft.cover;
  if (isEmpty(ctx.draft.cover)) {
    return showErrors(ctx.errors, [{ id: ctx.photo.faces.length ? "cover-faces" : "cover-draw", text: "Tick a face, draw a box, or choose what should stay" }], "Nothing is covered yet");
  }
  say("Making the covered copy and checking it.");
  const body = all_but ? { all_but: picked, fill } : { faces: picked, fill };
  if (boxes.length) body.boxes = boxes;
  if (crop) body.crop = crop;
  if (!await ctx.act("cover", body)) return;
  ctx.before = false;
  ctx.draw();
  const { safe, problem } = ctx.photo.cover;
  say(safe ? "The covered copy is ready. This is how it would be published." : problem, !safe);
  document.getElementById("cover-result")?.focus();
}

async function uncover(ctx) {
  if (ctx.photo.cover && !await ctx.act("cover/remove")) return;
  ctx.keep({ cover: null });
  leaveCover(ctx);
}

export function drawCover(ctx) {
  const { photo } = ctx;
  const cover = ctx.draft.cover ?? kNothing;
  const mode = radios({
    legend: "Cover", id: "cover-mode", value: cover.all_but ? "all_but" : "faces",
    options: [{ value: "faces", label: "the faces I tick" }, { value: "all_but", label: "everybody but the faces I tick" }],
    change: (value) => change(ctx, { all_but: value === "all_but", picked: [] }),
  });
  const fill = radios({
    legend: "Heads become", id: "cover-fill", value: cover.fill,
    options: [
      { value: "opaque", label: "one flat colour" },
      { value: "pixelate", label: "a few coarse squares", hint: "At most 36, so that nobody can be told from them. Boxes you draw stay flat." },
    ],
    change: (value) => change(ctx, { fill: value }),
  });
  const send = (event) => {
    event.preventDefault();
    preview(ctx);
  };
  return h("form", { class: "cover", on: { submit: send }, "aria-labelledby": "cover-title" },
    h("h2", { id: "cover-title", tabindex: "-1" }, "Cover or crop"),
    result(ctx),
    photo.faces.length > 1 ? mode.node : null,
    photo.faces.length ? h("fieldset", { class: "field", id: "cover-faces" }, h("legend", {}, cover.all_but ? "These stay to be seen" : "Cover these faces"),
      h("p", { class: "error", id: "cover-faces-error", hidden: true }),
      h("div", { class: "ticks" }, photo.faces.map((face) => tick({
        label: `${face.face + 1} ${face.person?.name ?? face.label}`, id: `cover-face-${face.face}`, checked: cover.picked.includes(face.face),
        change: () => toggleFace(ctx, face.face),
      }).node))) : null,
    photo.faces.length ? fill.node : null,
    drawn(ctx, cover),
    buttons(
      h("button", { type: "submit", class: "primary", id: "cover-make" }, "Make the covered copy", h("kbd", { "aria-hidden": "true" }, "P")),
      button("Close", () => leaveCover(ctx), { id: "cover-close" }),
      photo.cover ? button("Remove the cover", () => uncover(ctx), { id: "cover-remove", class: "stop" }) : null));
}

function drawn(ctx, cover) {
  const hidden = ctx.photo.faces.filter((face) => !coveredBy(cover, face.face) && hiddenBy(cover, face));
  const row = (text, remove, key) => h("li", {}, h("span", {}, text), button("Remove", remove, { class: "link", "aria-label": `Remove: ${text}`, id: key }));
  return h("div", { class: "field" },
    hidden.length ? h("p", { class: "hint", id: "cover-whole-heads" }, `${list(hidden.map((face) => `Face ${face.face + 1}`))} ${hidden.length === 1 ? "is" : "are"} hidden by a box, so the whole head is covered.`) : null,
    cover.boxes.length || cover.crop ? h("ul", { class: "marks" },
      cover.boxes.map((box, i) => row(`Box ${String.fromCharCode(65 + (i % 26))}`, () => change(ctx, { boxes: cover.boxes.filter((_, at) => at !== i) }), `region-${i}`)),
      cover.crop ? row("Crop", () => change(ctx, { crop: null }), "crop-off") : null) : null,
    buttons(
      button([h("span", {}, "Draw a box over hair, a name or a logo"), h("kbd", { "aria-hidden": "true" }, "D")], () => drawRegion(ctx), { id: "cover-draw" }),
      button("Crop instead", () => drawCrop(ctx), { id: "cover-crop" })));
}

// What was made, with the way between before and after.
function result(ctx) {
  const { photo } = ctx;
  const left = "Long hair, a hat or a costume may stay visible, and people may be known by it: draw a box over it.";
  if (!photo.cover) return h("p", { class: "hint" }, `Tick the faces here, or press them on the photo. Heads are covered whole, with a margin. ${left} You see the result before anything is decided.`);
  const { safe, problem, faces_left } = photo.cover;
  const side = (text, before) => button(text, () => {
    ctx.before = before;
    ctx.draw();
  }, { id: before ? "see-before" : "see-after", "aria-pressed": String(ctx.before === before) });
  const partly = photo.cover.partly.length > 0;
  const [kind, verdict] = !safe ? ["block", "■ This copy cannot be used. "] : partly ? ["warn", "▲ A face is hidden only in part. "] : ["clear", "● The covered copy is safe. "];
  return h("div", { class: `banner ${kind}`, id: "cover-result", tabindex: "-1" },
    h("p", {}, h("b", {}, verdict), safe ? `${count(faces_left, "face")} can still be seen.` : problem),
    partly ? h("p", { id: "cover-partly" }, partlyWords(photo.cover.partly.map((face) => face + 1))) : null,
    safe ? h("p", {}, left) : null,
    h("div", { class: "tabs", role: "group", "aria-label": "Before and after" }, side("Before", true), side("After", false)),
    safe ? button("Use this copy", () => leaveCover(ctx), { class: "primary", id: "cover-use" }) : null);
}
