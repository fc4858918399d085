// The list of incidents, with the 72-hour clock of each that is open.

import * as api from "./api.js";
import { h, heading, swap } from "./dom.js";
import { button } from "./forms.js";
import { usePageKeys } from "./keys.js";
import { address } from "./router.js";
import { kReaders, reportIncident } from "./report.js";
import { may } from "./session.js";
import { moment, span } from "./words.js";

const kLong_h = 24 * 30;  // from then on the date alone says it

// "31 hours left", "over by 2 hours": how long to tell the Information Commissioner.
export function drawClock(clock, state) {
  if (!clock || state === "closed") return h("p", { class: "clock" }, "Closed");
  const left = (new Date(clock.ends) - Date.now()) / 3600000;
  const since = -left < kLong_h ? `: ${span(left)} ago` : "";
  const text = clock.over ? `The 72 hours ended ${moment(clock.ends)}${since}` : `${span(left)} left, until ${moment(clock.ends)}`;
  return h("p", { class: `clock ${clock.over ? "bad" : left < 24 ? "warn" : ""}` }, clock.over ? "■ " : "◔ ", text);
}

export const incidentsPage = {
  title: "Incidents",
  show(main) {
    const rows = h("ul", { class: "cards rows" }, h("li", { class: "soft" }, "Fetching the list …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Incidents"),
      h("p", { class: "lead" }, "A photo that should not have been seen, published or sent. Tell us at once, even if you are not sure."),
      h("div", { class: "buttons" }, button([h("span", {}, "Report an incident"), h("kbd", { "aria-hidden": "true" }, "I")], () => reportIncident(null), { class: "primary", id: "report" })), rows));
    usePageKeys([{ keys: ["i"], text: "Report an incident", group: "Incidents", run: () => { reportIncident(null); } }]);
    if (!may("assess")) {
      swap(rows, h("li", { class: "empty", id: "not-to-read" }, kReaders, " What you report here is on record at once, with your name."));
      return {};
    }
    api.get("/incidents").then(({ incidents }) => swap(rows, incidents.length ? incidents.map((incident) => h("li", {},
      h("a", { class: `card ${incident.state === "closed" ? "" : "review"}`, href: address("incident", incident.incident) }, h("span", { class: "words" },
        h("b", {}, incident.what), drawClock(incident.clock, incident.state),
        h("span", { class: "facts" }, h("span", {}, `Incident ${incident.incident}`), h("span", {}, `reported by ${incident.by} ${moment(incident.reported)}`)))))) : h("li", { class: "empty" }, "No incident is on record.")))
      .catch((error) => swap(rows, h("li", { class: "error" }, error.message)));
    return {};
  },
};
