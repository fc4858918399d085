// Labels beside the boxes on a photo: none may hide a face that somebody must look at.
import assert from "node:assert/strict";
import test from "node:test";
import { placeLabels } from "../../../src/review/page/labels.js";

const kWindow = { width: 360, height: 330 };

function box(left, top, width, height = width, { text = "Not known", kind = "unknown", weight = 2, number = 1 } = {}) {
  return { node: { firstElementChild: { textContent: "", hidden: false, style: {} } }, at: { left, top, width, height }, kind, text: `${number} ${text}`, short: String(number), weight };
}

const label = (entry) => entry.node.firstElementChild;

// Where a label stands in the window, as the page would draw it at most.
function drawn(entry) {
  const { style, hidden, textContent } = label(entry);
  if (hidden) return null;
  return { left: entry.at.left + parseFloat(style.left), top: entry.at.top + parseFloat(style.top), width: textContent.length * 8.8 + 12, height: 20 };
}

function shared(a, b) {
  const wide = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const high = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

// Faces as they stand in a school's photo: rows, from tight to loose, not quite straight.
function crowd(count, side, gap) {
  const across = Math.floor((kWindow.width + gap) / (side + gap));
  return Array.from({ length: count }, (_, i) => box((i % across) * (side + gap) + (i % 3), 20 + Math.floor(i / across) * (side + gap) + (i % 2) * 3, side, side * 1.2,
    { number: i + 1, weight: i % 4 === 0 ? 1 : 2, text: i % 4 ? "Recognised, allowed" : "Could not be compared" }));
}

test("no label lies on the face of somebody else, in any crowd", () => {
  for (const [count, side, gap] of [[40, 18, 4], [30, 24, 10], [12, 40, 22], [60, 14, 2], [5, 60, 30]]) {
    const boxes = crowd(count, side, gap);
    placeLabels(boxes, kWindow);
    for (const entry of boxes) {
      const spot = drawn(entry);
      if (!spot) continue;
      for (const other of boxes) {
        if (other !== entry) assert.equal(shared(spot, other.at), 0, `${label(entry).textContent} over ${other.short} of ${count}`);
      }
      assert.equal(shared(spot, { ...entry.at, height: entry.at.height * 0.7 }), 0, "the own eyes are hidden");
    }
  }
});

test("where there is room every label has its words, and otherwise its number", () => {
  const apart = [box(20, 40, 60, 60, { number: 1 }), box(200, 40, 60, 60, { number: 2 })];
  placeLabels(apart, kWindow);
  assert.deepEqual(apart.map((entry) => label(entry).textContent), ["1 Not known", "2 Not known"]);
  const side_by_side = [50, 110, 170].map((left, i) => box(left, 40, 40, 40, { number: i + 1, text: "Recognised, allowed" }));
  placeLabels(side_by_side, kWindow);
  assert.ok(side_by_side.every((entry) => !label(entry).hidden), "a number has room");
  assert.ok(side_by_side.some((entry) => label(entry).textContent === entry.short));
});

test("a face in the middle of faces has no label rather than one on a neighbour", () => {
  const boxes = [];
  for (let row = 0; row < 3; ++row) for (let column = 0; column < 3; ++column) boxes.push(box(100 + column * 31, 100 + row * 31, 30, 30, { number: boxes.length + 1 }));
  placeLabels(boxes, kWindow);
  assert.ok(label(boxes[4]).hidden);
  assert.ok(!label(boxes[0]).hidden);
});

test("what is outside the window has no label, and gets it back inside", () => {
  const away = box(-200, 100, 60, 60, { number: 1 }), here = box(100, 100, 60, 60, { number: 2 });
  placeLabels([away, here], kWindow);
  assert.ok(label(away).hidden);
  assert.ok(!label(here).hidden);
  away.at.left = 220;
  placeLabels([away, here], kWindow);
  assert.ok(!label(away).hidden);
});

test("a face that fills the window is labelled on its chin, not its eyes", () => {
  const close = box(-20, -30, 400, 340, { number: 1 });
  placeLabels([close], kWindow);
  assert.ok(drawn(close).top >= -30 + 0.7 * 340);
});

test("a head that will be covered has its number on it, and letters made larger have more room", () => {
  const head = box(100, 100, 60, 80, { kind: "fill", number: 3 });
  head.text = "3";
  placeLabels([head], kWindow);
  assert.ok(shared(drawn(head), head.at) > 0);
  const above = box(100, 150, 60, 20, { number: 1 }), below = box(100, 195, 60, 60, { number: 2 });
  placeLabels([above, below], kWindow, 2);
  assert.ok(drawn(above).top + 40 <= 150 || drawn(above).top >= 255 || drawn(above).left >= 160 || label(above).hidden);
});

test("every face that can have it has its number, and the urgent ones have the words", () => {
  const boxes = [[100, 2], [124, 1], [148, 2], [172, 2]].map(([left, weight], i) => box(left, 100, 20, 20, { number: i + 1, weight, text: "May be shown" }));
  placeLabels(boxes, { width: 320, height: 300 });
  assert.ok(boxes.every((entry) => !label(entry).hidden));
  const chosen = boxes.map((entry, i) => ({ ...box(entry.at.left, 100, 20, 20, { number: i + 1, text: "May be shown" }), weight: i === 2 ? 0 : 2 }));
  placeLabels(chosen, { width: 320, height: 300 });
  assert.equal(label(chosen[2]).textContent, "3 May be shown");
  const urgent = [box(100, 100, 20, 20, { number: 1, weight: 2 }), box(200, 100, 20, 20, { number: 2, weight: 1, text: "Could not be compared" })];
  placeLabels(urgent, { width: 320, height: 144 });
  assert.equal(label(urgent[1]).textContent, "2 Could not be compared");
});
