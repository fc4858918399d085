// The picture that fits, with zoom and pan by mouse, touch and keys, and boxes that keep their line
// width at any size.

import { h, swap } from "./dom.js";
import { button } from "./forms.js";
import { loadPicture } from "./pictures.js";
import { clamp, centreOn, closeUp, fit, pan, toPicture, toWindow, zoomAt } from "./view_math.js";
import { followPointers } from "./pointers.js";
import { makeDrawing } from "./drawing.js";
import { placeLabels } from "./labels.js";

const kStep_px = 60;
const kFactor = 1.4;

// onPick(face): a box with a number was pressed. `element` goes into the page.
export function makeViewer({ onPick }) {
  const image = h("img", { alt: "", draggable: "false" });
  const layer = h("div", { class: "boxes", "aria-hidden": "true" });
  const waiting = h("p", { class: "stage-note", role: "status" });
  const map = h("div", { class: "map", "aria-hidden": "true" });
  const window_ = h("div", {
    class: "stage", id: "stage", tabindex: "0", role: "application", "aria-roledescription": "photo",
    "aria-label": "The photo. Plus and minus zoom, arrow keys move, 0 shows all of it.",
  }, image, layer, waiting);
  const zoom = (factor) => set(zoomAt(view, factor, { x: size().width / 2, y: size().height / 2 }, picture, size()));
  const whole = () => set(fit(picture, size()));
  const tools = h("div", { class: "stage-tools", role: "group", "aria-label": "Size of the photo" },
    button("−", () => zoom(1 / kFactor), { "aria-label": "Smaller", title: "Smaller (−)" }),
    button("Whole", whole, { "aria-label": "Show the whole photo", title: "Whole photo (0)" }),
    button("+", () => zoom(kFactor), { "aria-label": "Larger", title: "Larger (+)" }));
  const element = h("div", { class: "viewer" }, window_, map, tools);

  let picture = { width: 1, height: 1 };
  let view = { scale: 1, x: 0, y: 0 };
  let boxes = [];
  let loaded = false;
  let source = "";
  let fitted = true;

  const size = () => ({ width: window_.clientWidth || 1, height: window_.clientHeight || 1 });

  function set(next) {
    view = clamp(next, picture, size());
    const smallest = fit(picture, size()).scale;
    fitted = view.scale <= smallest * 1.001;
    window_.classList.toggle("zoomed", !fitted);
    image.style.width = `${picture.width * view.scale}px`;
    image.style.height = `${picture.height * view.scale}px`;
    image.style.transform = `translate(${view.x}px, ${view.y}px)`;
    placeAll();
    drawing.refresh();
    drawMap();
  }

  function placeAll() {
    for (const entry of boxes) {
      entry.at = toWindow(view, entry.box);
      for (const side of ["left", "top", "width", "height"]) entry.node.style[side] = `${entry.at[side]}px`;
    }
    placeLabels(boxes, size(), parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1);
  }

  // The whole photo in small with what is seen of it; pressing there goes there.
  function drawMap() {
    map.hidden = fitted || !loaded;
    if (map.hidden) return;
    const scale = 96 / Math.max(picture.width, picture.height);
    const from = toPicture(view, { x: 0, y: 0 }), to = toPicture(view, { x: size().width, y: size().height });
    const px = (value) => `${value * scale}px`;
    Object.assign(map.style, { width: px(picture.width), height: px(picture.height) });
    swap(map, h("div", { css: { left: px(Math.max(0, from.x)), top: px(Math.max(0, from.y)), width: px(Math.min(picture.width, to.x) - Math.max(0, from.x)), height: px(Math.min(picture.height, to.y) - Math.max(0, from.y)) } }));
  }
  map.addEventListener("click", (event) => {
    const rect = map.getBoundingClientRect();
    const scale = picture.width / rect.width;
    set(centreOn({ x: (event.clientX - rect.left) * scale, y: (event.clientY - rect.top) * scale }, view.scale, picture, size()));
  });

  // [{box, kind, text, short, weight, face, picked}]: `kind` is the CSS class, `face` what onPick is told, or null.
  function showBoxes(list) {
    boxes = list.map((entry) => ({ ...entry, node: h("div", { class: `box ${entry.kind}${entry.picked ? " picked" : ""}`, "data-face": entry.face },
      entry.text ? h("span") : null) }));
    layer.replaceChildren(...boxes.map((entry) => entry.node));
    placeAll();
  }

  // Where pictures of the same photo follow each other (before and after), the view stays.
  // `unseen` is said when it cannot be shown.
  async function showPicture(address, width, height, alt, unseen) {
    image.alt = alt;
    if (source === address) return loaded;
    const same = picture.width === width && picture.height === height;
    source = address;
    loaded = false;
    picture = { width, height };
    waiting.textContent = "Fetching the photo …";
    if (!same) image.removeAttribute("src");
    set(same ? view : fit(picture, size()));
    const there = await loadPicture(image, address);
    if (source !== address) return false;
    loaded = there;
    waiting.textContent = there ? "" : unseen;
    drawMap();
    return there;
  }

  function showNothing(text) {
    source = "";
    loaded = false;
    image.removeAttribute("src");
    waiting.textContent = text;
    showBoxes([]);
  }

  const pointIn = (event) => {
    const rect = window_.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  };

  const drawing = makeDrawing({ stage: window_, size, picture: () => picture, view: () => view });
  followPointers(window_, {
    pointIn,
    busy: () => drawing.active(),
    atWhole: () => fitted,
    pan: (dx, dy) => set(pan(view, dx, dy, picture, size())),
    zoom: (factor, point) => set(zoomAt(view, factor, point, picture, size())),
    tap: (point) => onPick(faceAt(point)),
    doubleTap: (point) => (fitted ? set(zoomAt(view, 2.5, point, picture, size())) : whole()),
  });

  // The smallest box under the finger, since faces in a crowd overlap.
  function faceAt(point) {
    const at = toPicture(view, point), slack = 6 / view.scale;
    const hits = boxes.filter(({ box, face }) => face !== null && face !== undefined && at.x >= box[0] - slack && at.y >= box[1] - slack &&
      at.x <= box[0] + box[2] + slack && at.y <= box[1] + box[3] + slack);
    hits.sort((a, b) => a.box[2] * a.box[3] - b.box[2] * b.box[3]);
    return hits[0]?.face ?? null;
  }

  const arrows = { ArrowLeft: [kStep_px, 0], ArrowRight: [-kStep_px, 0], ArrowUp: [0, kStep_px], ArrowDown: [0, -kStep_px] };
  window_.addEventListener("keydown", (event) => {
    if (drawing.active() || !(event.key in arrows) || fitted) return;
    event.preventDefault();
    set(pan(view, ...arrows[event.key], picture, size()));
  });

  const watcher = new ResizeObserver(() => set(fitted ? fit(picture, size()) : view));
  watcher.observe(window_);

  return {
    element, showPicture, showNothing, showBoxes, zoom, whole, draw: drawing.start, stopDrawing: drawing.stop,
    isLoaded: () => loaded,
    closeUp: (box) => set(closeUp(box, picture, size())),
    toggleBoxes: () => layer.classList.toggle("off"),
    boxesOn: () => layer.classList.remove("off"),
    leave: () => { watcher.disconnect(); drawing.stop(); },
    zoomIn: () => zoom(kFactor), zoomOut: () => zoom(1 / kFactor),
  };
}
