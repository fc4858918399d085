// Zoom and pan without a browser.
import assert from "node:assert/strict";
import test from "node:test";
import { boxBetween, clamp, closeUp, fit, nudge, pan, toPicture, toWindow, zoomAt } from "../../../src/review/page/view_math.js";

const picture = { width: 4000, height: 3000 };
const stage = { width: 800, height: 800 };

test("a whole photo fits and stands in the middle", () => {
  const view = fit(picture, stage);
  assert.equal(view.scale, 0.2);
  assert.deepEqual([view.x, view.y], [0, 100]);
});

test("what is under the finger stays there when the photo grows", () => {
  const finger = { x: 300, y: 400 };
  const before = fit(picture, stage);
  const after = zoomAt(before, 3, finger, picture, stage);
  const [a, b] = [toPicture(before, finger), toPicture(after, finger)];
  assert.ok(Math.abs(a.x - b.x) < 1e-6 && Math.abs(a.y - b.y) < 1e-6);
  assert.ok(Math.abs(after.scale - 0.6) < 1e-9);
});

test("a photo gets neither smaller than whole nor endlessly large", () => {
  const view = fit(picture, stage);
  assert.equal(zoomAt(view, 0.01, { x: 0, y: 0 }, picture, stage).scale, view.scale);
  assert.equal(zoomAt(view, 1e6, { x: 0, y: 0 }, picture, stage).scale, view.scale * 8);
});

test("a photo cannot be pushed out of sight", () => {
  const near = zoomAt(fit(picture, stage), 4, { x: 400, y: 400 }, picture, stage);
  for (const [dx, dy] of [[1e5, 1e5], [-1e5, -1e5]]) {
    const view = pan(near, dx, dy, picture, stage);
    const seen = toWindow(view, [0, 0, 4000, 3000]);
    assert.ok(seen.left <= 0 && seen.top <= 0);
    assert.ok(seen.left + seen.width >= 800 && seen.top + seen.height >= 800);
  }
});

test("a face close up is in the middle, unless the photo ends", () => {
  const box = [1900, 1400, 200, 200];
  const at = toWindow(closeUp(box, picture, stage), box);
  assert.ok(Math.abs(at.left + at.width / 2 - 400) < 1e-6);
  assert.ok(Math.abs(at.top + at.height / 2 - 400) < 1e-6);
  const corner = closeUp([0, 0, 100, 100], picture, stage);
  assert.deepEqual([corner.x, corner.y], [0, 0]);
});

test("a window that changes its size keeps the photo inside", () => {
  const view = clamp({ scale: 0.01, x: 999, y: 999 }, picture, { width: 320, height: 240 });
  assert.deepEqual(view, fit(picture, { width: 320, height: 240 }));
});

test("a box may be drawn from any corner and is cut at the edge", () => {
  assert.deepEqual(boxBetween({ x: 50, y: 60 }, { x: 10, y: 20 }, picture), [10, 20, 40, 40]);
  assert.deepEqual(boxBetween({ x: -50, y: 2990 }, { x: 30, y: 9999 }, picture), [0, 2990, 30, 10]);
  assert.equal(boxBetween({ x: 10, y: 10 }, { x: 12, y: 90 }, picture), null);
});

test("keys move and size a box within the photo", () => {
  assert.deepEqual(nudge([0, 0, 50, 50], { dx: -20, dy: 10 }, picture), [0, 10, 50, 50]);
  assert.deepEqual(nudge([3950, 0, 50, 50], { dw: 40 }, picture), [3910, 0, 90, 50]);
  assert.deepEqual(nudge([10, 10, 50, 50], { dw: -500, dh: -500 }, picture), [10, 10, 4, 4]);
});
