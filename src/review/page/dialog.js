// Questions that stand in front of the page. The browser's own dialog keeps the focus inside, gives
// it back at the end, and closes on Esc.

import { h, heading } from "./dom.js";

let number = 0;

// Shows a dialog titled `title`. `build(close)` makes its content; close(value) ends it. Resolves to
// that value, or null when the person turned away.
export function openDialog(title, build, { wide = false } = {}) {
  const opener = document.activeElement;
  const id = `dialog-${++number}`;
  return new Promise((resolve) => {
    let value = null;
    const box = h("dialog", { class: wide ? "wide" : "", "aria-labelledby": id });
    const close = (result = null) => {
      value = result;
      box.close();
    };
    box.append(
      h("div", { class: "dialog-head" },
        heading(2, title, { id }),
        h("button", { type: "button", class: "quiet close", "aria-label": "Close", on: { click: () => close() } }, "✕")),
      h("div", { class: "dialog-body" }, build(close)));
    box.addEventListener("close", () => {
      box.remove();
      // The opener may have been drawn anew meanwhile.
      const again = opener?.isConnected ? opener : opener?.id ? document.getElementById(opener.id) : null;
      (again ?? document.querySelector("main h1") ?? document.getElementById("main")).focus({ preventScroll: true });
      resolve(value);
    });
    document.body.append(box);
    box.showModal();
    (box.querySelector("[autofocus]") ?? box.querySelector("h2")).focus();
  });
}

