// The register day to day: one person, what was permitted, bars, objections.

import * as api from "./api.js";
import { h, heading, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, field, radios, showErrors } from "./forms.js";
import { objectByName } from "./objection.js";
import { searchPeople } from "./present.js";
import { drawReferences } from "./references.js";
import { session } from "./session.js";
import { notice } from "./shell.js";
import { day, moment, openedWords } from "./words.js";

const kStates = { granted: ["clear", "● Granted"], refused: ["block", "■ Refused"], withdrawn: ["block", "■ Withdrawn"], expired: ["review", "▲ Expired"], unrecorded: ["review", "▲ Nothing recorded: no"] };
const kSaid = { granted: "granted", refused: "refused", withdrawn: "withdrew" };

export const registerPage = {
  title: "The register",
  show(main) {
    const place = h("div");
    const draw = (person) => swap(place, drawPerson(person, draw));
    const choose = async ({ id }) => {
      try {
        draw((await api.get(`/register/person?id=${encodeURIComponent(id)}`)).person);
        place.querySelector("h2").focus();
      } catch (error) {
        swap(place, h("p", { class: "error", role: "alert" }, error.message));
      }
    };
    main.replaceChildren(h("div", { class: "page" }, heading(1, "The register"),
      h("p", { class: "lead" }, "Who may be shown where. What you enter holds at once, for photos that wait and for those to come."),
      searchPeople({ id: "register-search", label: "Name, class or number", path: "/register/people", choose }), place));
    return {};
  },
};

function drawPerson(person, draw) {
  const { may } = person;
  return h("section", { class: "person", "aria-labelledby": "person-name" },
    heading(2, person.name, { id: "person-name" }),
    h("p", { class: "facts" }, h("span", {}, person.id), h("span", {}, person.kind), h("span", {}, person.groups.join(", ")),
      person.leaving_date ? h("span", {}, `leaves ${day(person.leaving_date)}`) : null),
    person.barred ? h("p", { class: "banner block" }, h("b", {}, "■ Barred: "), "this person must not appear anywhere. Why is on record for those who may know.") : null,
    buttons(
      button("Does not want to be shown", () => objectByName(person), { id: "person-object" }),
      may.bar && !person.barred ? button("Bar", () => reasoned(person, "Bar this person", "Why? (a court order, care, the police)", "bars", draw), { id: "person-bar", class: "stop" }) : null,
      may.lift && person.barred ? button("Lift the bar", () => reasoned(person, "Lift the bar", "Why may it be lifted, and who said so?", "bars/lift", draw), { id: "person-lift" }) : null),
    h("h3", {}, "Permissions"),
    h("ul", { class: "marks" }, person.permissions.map(({ use, description, state }) => {
      const [kind, words] = kStates[state] ?? ["review", state];
      return h("li", {}, h("span", {}, use, description ? h("small", {}, ` ${description}`) : null), h("span", { class: `badge ${kind}` }, words),
        may.permit ? button("Record", () => record(person, use, draw), { class: "link", id: `record-${use}`, "aria-label": `Record for ${use}` }) : null);
    })),
    drawReferences(person, async () => (await api.get(`/register/person?id=${encodeURIComponent(person.id)}`)).person),
    person.history.length ? h("details", {}, h("summary", {}, `What was said so far (${person.history.length})`),
      h("ol", { class: "entries" }, person.history.map((row) => h("li", {}, `${row.given_by || "Somebody"} ${kSaid[row.statement] ?? row.statement} ${row.use} from ${day(row.from)}${row.undone ? " (import taken back)" : ""}. `,
        h("small", {}, `${row.evidence ? `Kept: ${row.evidence}. ` : ""}Entered by ${row.by} ${moment(row.at)}.`))))) : null);
}

function formDialog(title, parts, save, draw) {
  const errors = h("div");
  return openDialog(title, (close) => {
    const submit = h("button", { type: "submit", class: "primary", id: "register-save" }, "Enter it");
    const send = (event) => {
      event.preventDefault();
      busy(submit, async () => {
        try {
          const answer = await save();
          draw(answer.person);
          close(true);
          if (openedWords(answer)) notice("recalled", openedWords(answer));
        } catch (error) {
          showErrors(errors, [{ text: error.message }]);
        }
      });
    };
    return h("form", { on: { submit: send }, novalidate: "" }, errors, parts, buttons(submit, button("Cancel", () => close())));
  });
}

function record(person, use, draw) {
  const said = radios({ legend: `What was said about ${use}?`, id: "said", value: "granted", options: [{ value: "granted", label: "Yes" }, { value: "refused", label: "No" }, { value: "withdrawn", label: "A yes is taken back" }] });
  const from = field({ label: "From which day?", id: "permit-from", type: "date", value: session().today });
  const given = field({ label: "Who said so?", hint: "For example: mother", id: "permit-given", autocomplete: "off" });
  const evidence = field({ label: "Where is the form kept?", id: "permit-evidence", autocomplete: "off" });
  return formDialog(person.name, [said.node, from.node, given.node, evidence.node], () => api.post("/register/permissions", {
    person: person.id, use, statement: said.value, from: from.control.value, given_by: given.control.value.trim(), evidence: evidence.control.value.trim(),
  }), draw);
}

function reasoned(person, title, label, path, draw) {
  const reason = field({ label, id: "bar-reason", rows: 3, maxlength: 2000, autocomplete: "off" });
  return formDialog(`${title}: ${person.name}`, [reason.node], () => api.post(`/register/${path}`, { person: person.id, reason: reason.control.value.trim() }), draw);
}
