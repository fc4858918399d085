// Where a picture stands in the window through which it is seen. Pure; tested in tests/web/unit.
//
// A view is {scale, x, y}: the picture's pixel (px, py) is seen at (px * scale + x, py * scale + y).
// Sizes are {width, height}; boxes are [x, y, w, h] in the picture's pixels.

const kClosest = 8;  // times the size at which the whole picture fits

export function fit(picture, stage, margin = 0) {
  const scale = Math.min((stage.width - 2 * margin) / picture.width, (stage.height - 2 * margin) / picture.height);
  return centred(picture, stage, Math.max(scale, 1e-4));
}

function centred(picture, stage, scale) {
  return { scale, x: (stage.width - picture.width * scale) / 2, y: (stage.height - picture.height * scale) / 2 };
}

// Keeps the picture in sight: a side shorter than the window is centred, a longer one covers it.
export function clamp(view, picture, stage) {
  const smallest = fit(picture, stage).scale;
  const scale = Math.min(Math.max(view.scale, smallest), smallest * kClosest);
  const along = (at, length, window) =>
    length <= window ? (window - length) / 2 : Math.min(0, Math.max(window - length, at));
  return {
    scale,
    x: along(view.x, picture.width * scale, stage.width),
    y: along(view.y, picture.height * scale, stage.height),
  };
}

// Grows by `factor`; what is seen at `point` ({x, y} in the window) stays there.
export function zoomAt(view, factor, point, picture, stage) {
  const smallest = fit(picture, stage).scale;
  const scale = Math.min(Math.max(view.scale * factor, smallest), smallest * kClosest);
  const ratio = scale / view.scale;
  return clamp({ scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio }, picture, stage);
}

export const pan = (view, dx, dy, picture, stage) => clamp({ ...view, x: view.x + dx, y: view.y + dy }, picture, stage);

// Shows `box` in the middle, with what is around it: about a third of the window.
export function closeUp(box, picture, stage) {
  const smallest = fit(picture, stage).scale;
  const wanted = Math.min(stage.width / (box[2] * 3), stage.height / (box[3] * 3));
  const scale = Math.min(Math.max(wanted, smallest), smallest * kClosest);
  return centreOn({ x: box[0] + box[2] / 2, y: box[1] + box[3] / 2 }, scale, picture, stage);
}

export function centreOn(point, scale, picture, stage) {
  return clamp({ scale, x: stage.width / 2 - point.x * scale, y: stage.height / 2 - point.y * scale }, picture, stage);
}

export const toPicture = (view, point) => ({ x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale });

export function toWindow(view, box) {
  return { left: box[0] * view.scale + view.x, top: box[1] * view.scale + view.y, width: box[2] * view.scale, height: box[3] * view.scale };
}

// The box between two corners in any order, inside the picture, in whole pixels. Null when it is
// too small to be meant.
export function boxBetween(a, b, picture, least = 4) {
  const inside = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
  const left = inside(Math.min(a.x, b.x), picture.width), right = inside(Math.max(a.x, b.x), picture.width);
  const top = inside(Math.min(a.y, b.y), picture.height), bottom = inside(Math.max(a.y, b.y), picture.height);
  return right - left < least || bottom - top < least ? null : [left, top, right - left, bottom - top];
}

// Moves and grows a box by steps, keeping it inside and at least `least` pixels a side.
export function nudge(box, { dx = 0, dy = 0, dw = 0, dh = 0 }, picture, least = 4) {
  const w = Math.min(Math.max(box[2] + dw, least), picture.width);
  const h = Math.min(Math.max(box[3] + dh, least), picture.height);
  const x = Math.min(Math.max(box[0] + dx, 0), picture.width - w);
  const y = Math.min(Math.max(box[1] + dy, 0), picture.height - h);
  return [x, y, w, h].map(Math.round);
}
