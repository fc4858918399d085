// Form parts in one manner: a label, a hint where it helps, the error beside the field and in a
// summary at the top that leads to it.

import { h, heading, say } from "./dom.js";

let number = 0;
const fresh = (name) => `${name}-${++number}`;

// {label, hint, type, value, id, ...attributes}: an input, or a text area when `rows` is given.
export function field({ label, hint, rows, id = fresh("field"), input = {}, ...attributes }) {
  const about = [hint ? `${id}-hint` : "", `${id}-error`].filter(Boolean).join(" ");
  const control = h(rows ? "textarea" : "input", {
    id, "aria-describedby": about, ...(rows ? { rows } : { type: "text" }), ...attributes, on: input,
  });
  const node = h("div", { class: "field" },
    h("label", { for: id }, label),
    hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null,
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
    control);
  return { node, control, id };
}

// One of several. `options`: [{value, label, hint, before}]; `before` is a node, a small picture say.
export function radios({ legend, options, value, id = fresh("radios"), change = () => {} }) {
  const node = h("fieldset", { class: "field", id }, h("legend", {}, legend),
    h("p", { class: "error", id: `${id}-error`, hidden: true }),
    options.map((option, i) => h("label", { class: "choice" },
      h("input", {
        type: "radio", name: id, value: option.value, id: `${id}-${i}`, checked: option.value === value,
        on: { change: () => change(option.value) },
      }),
      option.before,
      h("span", {}, option.label, option.hint ? h("small", {}, option.hint) : null))));
  return { node, id, get value() { return node.querySelector("input:checked")?.value ?? ""; } };
}

export function tick({ label, checked = false, id = fresh("tick"), change = () => {}, ...attributes }) {
  const control = h("input", { type: "checkbox", id, checked, ...attributes, on: { change: () => change(control.checked) } });
  return { node: h("label", { class: "choice", for: id }, control, h("span", {}, label)), control, id };
}

// Shows what is wrong: [{id, text}], where `id` names a field or radios. An empty list clears.
export function showErrors(place, errors, title = "There is a problem") {
  for (const old of document.querySelectorAll(".field.wrong")) {
    old.classList.remove("wrong");
    old.querySelector(".error").hidden = true;
    old.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
  place.replaceChildren();
  if (errors.length === 0) return;
  for (const { id, text } of errors) {
    const message = document.getElementById(`${id}-error`);
    if (!message) continue;
    message.textContent = text;
    message.hidden = false;
    message.closest(".field")?.classList.add("wrong");
    document.getElementById(id)?.setAttribute("aria-invalid", "true");
  }
  const head = heading(2, title, { class: "summary-title" });
  place.append(h("div", { class: "summary", role: "group" }, head, h("ul", {}, errors.map(({ id, text }) => h("li", {},
    id ? h("button", { type: "button", class: "link", on: { click: () => lead(id) } }, text) : text)))));
  head.focus();
  place.scrollIntoView({ block: "nearest" });
  say(`${title}. ${errors.map((error) => error.text).join(" ")}`, true);
}

// To the field itself, or to the first thing in it that takes the focus.
export function lead(id) {
  const target = document.getElementById(id);
  const inner = target?.matches("input, textarea, select, button, [tabindex]")
    ? target : target?.querySelector("input, textarea, select, button");
  inner?.focus();
  inner?.scrollIntoView({ block: "center" });
}

export const button = (text, click, props = {}) =>
  h("button", { type: "button", ...props, on: { click } }, ...[text].flat());

// Runs `work` once however often the button is pressed, and says that it runs.
export async function busy(control, work) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    control.removeAttribute("aria-busy");
  }
}

export const buttons = (...nodes) => h("div", { class: "buttons" }, ...nodes);
