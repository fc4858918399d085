// Reporting an incident (POLICY.md P14), about a photo or on its own. The clock of 72 hours runs
// from when somebody noticed, not from when it is written down.

import * as api from "./api.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, busy, button, field, showErrors, tick } from "./forms.js";
import { drafts } from "./drafts.js";
import { go } from "./router.js";
import { day, fewWords, longAgo, toLocalInput, toUtc } from "./words.js";

export const kReaders = "A senior leader, the safeguarding lead and the data protection lead read the incidents and assess them.";

export async function reportIncident(photo) {
  const draft = `incident-${photo ?? "new"}`;
  const what = field({
    label: "What happened?", hint: "In your own words: who noticed, where it was seen, what was done. No names of children if you can avoid it.",
    id: "incident-what", rows: 4, value: drafts.of(draft).what ?? "", maxlength: 4000, autocomplete: "off",
    input: { input: (event) => drafts.save(draft, { what: event.target.value }) },
  });
  const noticed = field({ label: "When was it noticed?", id: "incident-noticed", type: "datetime-local", value: toLocalInput(new Date()), max: toLocalInput(new Date()) });
  // Mistyped years are seen before they are on record; a true one is taken.
  const sure = tick({ label: "Yes, it was noticed more than a year ago", id: "incident-long-ago" });
  const old = h("div", { class: "field", hidden: true }, sure.node, h("p", { class: "error", id: "incident-long-ago-error", hidden: true }));
  const errors = h("div");
  const made = await openDialog("Report an incident", (close) => {
    const submit = h("button", { type: "submit", class: "primary" }, "Report it");
    const send = (event) => {
      event.preventDefault();
      const missing = [];
      if (fewWords(what.control.value)) missing.push({ id: what.id, text: "Write in a few words what happened: others must understand it" });
      if (!noticed.control.value) missing.push({ id: noticed.id, text: "Enter the day and time" });
      old.hidden = !noticed.control.value || !longAgo(noticed.control.value);
      if (!old.hidden && !sure.control.checked) missing.push({ id: sure.id, text: `Was it noticed on ${day(noticed.control.value)}? Correct the day, or tick that it is right` });
      showErrors(errors, missing);
      if (missing.length) return;
      busy(submit, async () => {
        try {
          close((await api.post("/incidents", { photo: photo ?? null, what: what.control.value.trim(), noticed: toUtc(noticed.control.value), ...(old.hidden ? {} : { long_ago: sure.control.checked }) })).incident);
        } catch (failure) {
          showErrors(errors, [{ text: failure.message }], "That did not work");
        }
      });
    };
    return [errors, h("p", {}, "A senior leader looks at it. If it is serious, the school has 72 hours to tell the Information Commissioner."),
      h("form", { on: { submit: send }, novalidate: "" }, what.node, noticed.node, old, buttons(submit, button("Cancel", () => close())))];
  });
  if (!made) return;
  drafts.drop(draft);
  go("incident", made.incident);
}
