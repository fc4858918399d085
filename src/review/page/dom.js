// Making and changing what stands on the page. Text only ever goes in as text, so that nothing a
// file name or a person's note says can become part of the page.

const kProperties = new Set(["value", "checked", "disabled", "hidden", "open", "selected", "readOnly"]);

// h("button", {class: "x", "aria-pressed": true, on: {click}, css: {left: "3px"}}, "text", node, null)
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

const kSvg = "http://www.w3.org/2000/svg";

export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(kSvg, tag), props, children);
}

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name === "on") {
      for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    } else if (name === "css") {
      // Through the object model: a style attribute would need 'unsafe-inline'.
      for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
    } else if (kProperties.has(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name, String(value));
    }
  }
  add(node, children);
  return node;
}

function add(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(node, child);
    else node.append(child);
  }
}

// Replaces what is in `node`, keeping the focus on the element of the same id where there is one.
export function swap(node, ...children) {
  const focused = document.activeElement;
  const held = Boolean(focused) && focused !== node && node.contains(focused);
  const inside = held ? focused.id : "";
  const caret = inside && "selectionStart" in focused ? focused.selectionStart : null;
  node.replaceChildren();
  add(node, children);
  const again = inside && document.getElementById(inside);
  if (!again) {
    // What had the focus is gone: go on from the top of this part, not of the whole page.
    if (held) node.querySelector("h1, h2[tabindex]")?.focus({ preventScroll: true });
    return;
  }
  again.focus({ preventScroll: true });
  if (caret !== null && again.setSelectionRange && /^(text|search|)$/.test(again.type ?? "")) {
    again.setSelectionRange(caret, caret);
  } else if (caret !== null && again.tagName === "TEXTAREA") {
    again.setSelectionRange(caret, caret);
  }
}

export const byId = (id) => document.getElementById(id);

const kLongPress_ms = 3000;  // a pointer that is lifted outside of the window may never say so
let pressed = false;
globalThis.document?.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel"]) {
  globalThis.document?.addEventListener(end, () => { pressed = false; }, true);
}

// Resolves when nothing is pressed, and after a while in any case: what is drawn anew between press
// and release loses the click.
export async function released() {
  for (const end = performance.now() + kLongPress_ms; pressed && performance.now() < end;) await new Promise((done) => setTimeout(done, 50));
}

// Says something to people who use a screen reader. The same words twice are said twice.
export function say(text, urgent = false) {
  const region = byId(urgent ? "alarm" : "live");
  region.textContent = region.textContent === text ? text + "\u00a0" : text;
}

// A heading that can take the focus when a page or a part of it opens.
export function heading(level, text, props = {}) {
  return h(`h${level}`, { tabindex: "-1", ...props }, text);
}
