// Drawing a box on the photo: by dragging, by two taps on opposite corners (WCAG 2.2, 2.5.7: not
// everybody can drag), or by keys.

import { h, say } from "./dom.js";
import { boxBetween, nudge, toPicture, toWindow } from "./view_math.js";

const kStill_px = 8;

export function makeDrawing({ stage, size, picture, view }) {
  const outline = h("div", { class: "box drawn", hidden: true, "aria-hidden": "true" });
  stage.append(outline);
  let done = null;    // set while drawing
  let corner = null;  // of the first tap or the drag, in the picture's pixels
  let pressed = null;
  let box = null;

  function refresh() {
    outline.hidden = !done || !box;
    if (outline.hidden) return;
    const at = toWindow(view(), box);
    for (const side of ["left", "top", "width", "height"]) outline.style[side] = `${at[side]}px`;
  }

  // Resolves to the box, or null when the person gave up. The keys start from a box in the middle.
  function start() {
    stop();
    stage.classList.add("drawing");
    stage.focus({ preventScroll: true });
    return new Promise((resolve) => { done = resolve; });
  }

  function stop(result = null) {
    const tell = done;
    done = corner = pressed = box = null;
    stage.classList.remove("drawing");
    refresh();
    tell?.(result);
  }

  const at = (event) => {
    const rect = stage.getBoundingClientRect();
    return toPicture(view(), { x: event.clientX - rect.left, y: event.clientY - rect.top });
  };

  stage.addEventListener("pointerdown", (event) => {
    if (!done || event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    pressed = { x: event.clientX, y: event.clientY };
    if (!corner) corner = at(event);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!done || !corner) return;
    box = boxBetween(corner, at(event), picture());
    refresh();
  });
  stage.addEventListener("pointerup", (event) => {
    if (!done || !pressed) return;
    const still = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < kStill_px;
    pressed = null;
    const made = boxBetween(corner, at(event), picture());
    if (made) stop(made);
    else if (still) say("First corner set. Tap the opposite corner.");
  });

  const kArrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  stage.addEventListener("keydown", (event) => {
    if (!done) return;
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && box) stop(box);
    else if (event.key in kArrows) keyed(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function keyed(event) {
    const [dx, dy] = kArrows[event.key];
    if (!box) {
      const middle = toPicture(view(), { x: size().width / 2, y: size().height / 2 });
      const side = Math.min(size().width, size().height) / 5 / view().scale;
      box = boxBetween({ x: middle.x - side / 2, y: middle.y - side / 2 }, { x: middle.x + side / 2, y: middle.y + side / 2 }, picture());
    } else {
      const step = Math.max(2, 12 / view().scale);
      box = nudge(box, event.shiftKey ? { dw: dx * step, dh: dy * step } : { dx: dx * step, dy: dy * step }, picture());
    }
    refresh();
    say(`Box at ${Math.round(100 * (box[0] + box[2] / 2) / picture().width)} % from the left, ` +
      `${Math.round(100 * (box[1] + box[3] / 2) / picture().height)} % from the top, ${box[2]} by ${box[3]} pixels.`);
  }

  return { start, stop, refresh, active: () => done !== null };
}
