// Passing a photo on to somebody with another role (POLICY.md P8).

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, button, field, radios } from "./forms.js";
import { decide } from "./decide.js";

export async function escalate(ctx) {
  if (!ctx.ready()) return;
  const to = radios({
    legend: "Who should decide?", value: "senior-leader", options: [
      { value: "senior-leader", label: "A senior leader", hint: "It may be controversial, or you want a second opinion" },
      { value: "safeguarding-lead", label: "The safeguarding lead", hint: "You are worried about a child" },
      { value: "data-protection-lead", label: "The data protection lead", hint: "It is about permission or rights" },
    ],
  });
  const note = field({
    label: "What should they know?", id: "escalate-note", rows: 3, value: ctx.draft.note, maxlength: 2000, autocomplete: "off",
    input: { input: (event) => ctx.keep({ note: event.target.value }) },
  });
  const sure = await openDialog("Pass it on", (close) => h("form", {
    on: {
      submit: (event) => {
        event.preventDefault();
        close(true);
      },
    },
  }, to.node, note.node, buttons(h("button", { type: "submit", class: "primary" }, "Pass it on"), button("Cancel", () => close()))));
  if (sure) await decide(ctx, { act: "escalate", to: to.value, reason: note.control.value.trim() });
  else ctx.draw();
}
