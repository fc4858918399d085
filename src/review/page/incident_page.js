// One incident: the clock, what was done, the assessment of a senior leader, the close, the export.

import * as api from "./api.js";
import { h, heading, swap } from "./dom.js";
import { busy, button, buttons, field, radios, showErrors, tick } from "./forms.js";
import { drafts } from "./drafts.js";
import { address } from "./router.js";
import { may } from "./session.js";
import { drawClock } from "./incidents.js";
import { kReaders } from "./report.js";
import { moment } from "./words.js";

const kRisks = { none: "No risk to anybody", low: "Some risk", high: "High risk" };
const kKinds = { report: "Reported", action: "Done", assessment: "Assessed", close: "Closed", export: "Exported" };

export const incidentPage = {
  title: "Incident",
  show(main, route) {
    const number = route.id;
    const place = h("div", { class: "page" }, heading(1, `Incident ${number}`), h("p", { class: "soft" }, "Fetching it …"));
    main.replaceChildren(place);
    const errors = h("div");
    let incident = null;
    const draw = () => swap(place, h("p", {}, h("a", { href: address("incidents"), id: "back" }, "← All incidents")), errors, drawIncident(incident, send, number));
    const send = async (path, body, draft) => {
      try {
        const answer = await api.post(`/incidents/${number}/${path}`, body);
        if (draft) drafts.save(`incident-${number}`, { [draft]: "" });
        showErrors(errors, []);
        incident = answer.incident;
        draw();
      } catch (error) {
        showErrors(errors, [{ text: error.message }], "That did not work");
      }
    };
    if (!may("assess")) {
      swap(place, h("p", {}, h("a", { href: address("incidents"), id: "back" }, "← Incidents")), heading(1, `Incident ${number}`), h("p", { id: "not-to-read" }, "It is on record. ", kReaders));
      place.querySelector("h1").focus();
      return {};
    }
    api.get(`/incidents/${encodeURIComponent(number)}`).then((answer) => {
      incident = answer.incident;
      draw();
      place.querySelector("h1").focus();
    }).catch((error) => swap(place, heading(1, `Incident ${number}`), h("p", { class: "error" }, error.message)));
    return {};
  },
};

function drawIncident(incident, send, number) {
  const open = incident.state !== "closed";
  return [
    heading(1, `Incident ${incident.incident}`),
    drawClock(incident.clock, incident.state),
    h("p", { class: "what" }, incident.what),
    h("p", { class: "soft" }, `Reported by ${incident.by} ${moment(incident.reported)}.`, incident.photo ? [" ", h("a", { href: address("photo", incident.photo) }, "The photo")] : null),
    h("p", {}, h("a", { class: "button", href: `/api/v1/incidents/${encodeURIComponent(number)}/export`, download: `incident-${number}.txt`, id: "export" }, "Save everything as a text file")),
    h("h2", {}, "What happened so far"),
    h("ol", { class: "entries" }, incident.entries.map((entry) => h("li", {}, h("b", {}, `${kKinds[entry.kind] ?? entry.kind} by ${entry.by} ${moment(entry.at)}`), h("p", {}, entry.text)))),
    open ? drawAction(send, number) : null,
    incident.assessment ? assessed(incident.assessment) : open && may("assess") ? drawAssessment(send, number) : open ? h("p", { class: "soft" }, "A senior leader assesses it.") : null,
    open && incident.assessment && may("assess") ? drawClose(send, number) : null,
  ];
}

function noted(number, name, label, hint) {
  return field({
    label, hint, id: `incident-${name}`, rows: 3, maxlength: 4000, autocomplete: "off", value: drafts.of(`incident-${number}`)[name] ?? "",
    input: { input: (event) => drafts.save(`incident-${number}`, { [name]: event.target.value }) },
  });
}

function form(title, send, ...content) {
  const submit = content.pop();
  return h("form", { class: "block-form", on: { submit: (event) => { event.preventDefault(); busy(submit, send); } } }, h("h2", {}, title), content, buttons(submit));
}

const submit = (text, id) => h("button", { type: "submit", class: "primary", id }, text);

function drawAction(send, number) {
  const text = noted(number, "action", "What was done?", "For example: taken down from the website, family rung");
  return form("Add what was done", () => text.control.value.trim() && send("entries", { text: text.control.value.trim() }, "action"), text.node, submit("Add it", "add-entry"));
}

function drawAssessment(send, number) {
  const risk = radios({ legend: "How great is the risk to those in the photo?", id: "risk", value: "low", options: Object.entries(kRisks).map(([value, label]) => ({ value, label })) });
  const ico = tick({ label: "Report to the Information Commissioner", id: "report-ico" });
  const families = tick({ label: "Tell the families", id: "tell-families" });
  const text = noted(number, "assessment", "Why?");
  return form("Assess it", () => send("assessment", { risk: risk.value, report_to_ico: ico.control.checked, tell_families: families.control.checked, text: text.control.value.trim() }, "assessment"),
    risk.node, ico.node, families.node, text.node, submit("Keep the assessment", "assess"));
}

function assessed(assessment) {
  const yes = (value) => (value ? "yes" : "no");
  return h("div", { class: "banner plain" }, h("p", {}, h("b", {}, `Assessed: ${kRisks[assessment.risk] ?? assessment.risk}.`)),
    h("p", {}, `Report to the Information Commissioner: ${yes(assessment.report_to_ico)}. Tell the families: ${yes(assessment.tell_families)}.`), assessment.text ? h("p", {}, assessment.text) : null);
}

function drawClose(send, number) {
  const text = noted(number, "close", "What was learnt?");
  return form("Close it", () => send("close", { text: text.control.value.trim() }, "close"), text.node, submit("Close the incident", "close-incident"));
}
