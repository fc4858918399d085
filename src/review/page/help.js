// The list of keys, made from what the page at hand really answers to.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { tick } from "./forms.js";
import { allKeys, keyName, keysOn, switchKeys } from "./keys.js";

export function showHelp() {
  const groups = new Map();
  for (const entry of allKeys()) {
    const rows = groups.get(entry.group) ?? [];
    rows.push(entry);
    groups.set(entry.group, rows);
  }
  const names = (entry) => (entry.shown ?? entry.keys).map((key, i) => [
    i ? " or " : "", h("kbd", {}, (entry.shift ? "Shift + " : "") + keyName(key))]);
  return openDialog("Keyboard shortcuts", () => [
    tick({ label: "Use these keys. Switch them off if you speak to your computer, or press keys by accident.", checked: keysOn(), change: switchKeys, id: "keys-on" }).node,
    h("div", { class: "keys" }, [...groups].map(([group, rows]) => h("section", {}, h("h3", {}, group),
      h("dl", {}, rows.map((entry) => h("div", {}, h("dt", {}, names(entry)), h("dd", {}, entry.text))))))),
    h("p", { class: "soft" }, "Tab goes from one thing to the next, Enter or Space presses it, Esc closes what stands in front."),
  ], { wide: true });
}
