// What the picture side shows: the photo or its covered copy, with the boxes of the moment.

import { count, noPictureWords } from "./words.js";

export const faceLabel = (face) => `${face.face + 1} ${face.label}`;

export function drawStage(ctx) {
  const { photo, viewer } = ctx;
  // Without a picture the words have the whole width.
  const nothing = !photo.picture || photo.state === "deleted";
  viewer.element.hidden = nothing;
  if (viewer.element.parentElement) viewer.element.parentElement.hidden = nothing;
  if (nothing) return;
  const unseen = noPictureWords(photo.questions.map((question) => question.code));
  if (!photo.width || !photo.height) {
    viewer.showNothing(unseen);
    return;
  }
  const after = showsCopy(ctx);
  const alt = `${photo.file_name}: ${count(photo.faces.length, "face")}. ${after ? "The covered copy." : ""}`;
  if (after) {
    // The address stays the same when the copy is made anew, so the version tells them apart.
    viewer.showPicture(`${photo.cover.picture}?v=${photo.version}`, photo.cover.width, photo.cover.height, alt, unseen);
  } else {
    viewer.showPicture(photo.picture, photo.width, photo.height, alt, unseen);
  }
  viewer.showBoxes(ctx.covering && !after ? plan(ctx) : faces(ctx, after));
}

export const showsCopy = (ctx) => Boolean(ctx.photo.cover) && !ctx.before;

// Faces drawn by hand, where the server does not number them among the faces.
function drawnFaces({ photo }) {
  const known = new Set(photo.faces.map((face) => String(face.box)));
  return photo.marks.filter((mark) => mark.kind === "missed_face" && !known.has(String(mark.box)));
}

function faces(ctx, after) {
  const { photo } = ctx;
  const [left, top] = (after && photo.cover.crop) || [0, 0];
  const asked = new Set(photo.questions.filter((question) => question.standing !== "set_aside").map((question) => question.face));
  const moved = (box) => [box[0] - left, box[1] - top, box[2], box[3]];
  const found = photo.faces.filter((face) => !(after && face.state === "covered")).map((face) => ({
    box: moved(face.box),
    kind: face.state, face: face.face, picked: face.face === ctx.face,
    text: faceLabel(face), short: String(face.face + 1),
    weight: face.face === ctx.face ? 0 : asked.has(face.face) ? 1 : 2,
  }));
  return [...found, ...drawnFaces(ctx).map((mark) => ({ box: moved(mark.box), kind: "missed", face: null, text: "Missed face", weight: 1 }))];
}

// About what the server fills for a head; the preview shows exactly what.
const headOf = ([x, y, w, h]) => [x - 0.35 * w, y - 0.6 * h, 1.7 * w, 1.9 * h];

// While the cover is planned: what will be filled, and what the crop leaves.
function plan(ctx) {
  const { photo, draft } = ctx;
  const cover = draft.cover;
  const boxes = photo.faces.map((face) => {
    const filled = coveredBy(cover, face.face) || hiddenBy(cover, face);
    return { box: filled ? headOf(face.box) : face.box, kind: filled ? "fill" : face.state, face: face.face, picked: face.face === ctx.face, text: String(face.face + 1), weight: 1 };
  });
  cover.boxes.forEach((box, i) => boxes.push({ box, kind: "fill region", face: null, text: String.fromCharCode(65 + (i % 26)) }));
  if (cover.crop) boxes.push({ box: cover.crop, kind: "crop", face: null, text: "" });
  return boxes;
}

export const coveredBy = (cover, face) => (cover.all_but ? !cover.picked.includes(face) : cover.picked.includes(face));

// Whether a drawn box hides half of the face or more: then the server covers the whole head.
export const hiddenBy = (cover, { box: [x, y, w, h], state }) => state !== "not_a_face" && cover.boxes.some(([left, top, width, height]) => {
  const across = Math.min(x + w, left + width) - Math.max(x, left), down = Math.min(y + h, top + height) - Math.max(y, top);
  return across > 0 && down > 0 && across * down >= 0.5 * w * h;
});
