// The channels photos may go to, their business case, and who owns them (POLICY.md P11).

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, field, radios, showErrors } from "./forms.js";

const kModes = { list: "the no-publish list is enforced", account: "every face must be known" };
const kStates = { proposed: ["review", "▲ Proposed"], approved: ["clear", "● Approved"], suspended: ["review", "▲ Suspended"], closed: ["block", "■ Closed"] };

export const channelsPage = {
  title: "Channels",
  show(main) {
    const rows = h("ul", { class: "cards rows" }, h("li", { class: "soft" }, "Fetching the list …"));
    const draw = ({ channels, may = {} }) => swap(rows, channels.map((channel) => row(channel, may, draw)));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Channels"),
      h("p", { class: "lead" }, "Photos go to approved channels only. A channel needs a business case, two owners, and the approval of a senior leader."), rows));
    api.get("/channels").then(draw).catch((error) => swap(rows, h("li", { class: "error" }, error.message)));
    return {};
  },
};

function row(channel, may, draw) {
  const [kind, state] = kStates[channel.state] ?? ["review", channel.state];
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const act = (text, path, done) => {
    const control = button(text, () => busy(control, async () => {
      try {
        draw(await api.post(`/channels/${path}`, { name: channel.name }));
        say(`${channel.name} ${done}.`);
      } catch (failure) {
        error.textContent = failure.message;
        error.hidden = false;
      }
    }), { "aria-label": `${text}: ${channel.name}`, id: `${path}-${channel.name}` });
    return control;
  };
  const open = channel.state !== "closed";
  return h("li", {}, h("div", { class: `card ${kind}` }, h("div", { class: "words" },
    h("span", { class: `badge ${kind}` }, state), h("b", {}, channel.name),
    channel.aim ? h("span", {}, channel.aim) : null,
    h("span", { class: "facts" }, h("span", {}, `for ${channel.use}`), h("span", {}, kModes[channel.mode] ?? channel.mode),
      h("span", {}, channel.owners.length ? `owners: ${channel.owners.join(", ")}` : "no owners yet"),
      channel.approved_by ? h("span", {}, `approved by ${channel.approved_by}`) : null),
    error,
    h("div", { class: "buttons small" },
      open && may.propose ? button("Business case and owners", () => editCase(channel, draw), { "aria-label": `Business case and owners: ${channel.name}` }) : null,
      open && may.approve && channel.state !== "approved" ? act("Approve", "approve", "is approved") : null,
      may.propose && channel.state === "approved" ? act("Suspend", "suspend", "is suspended") : null))));
}

function editCase(channel, draw) {
  const errors = h("div");
  const text = (label, key, hint, rows) => field({ label, hint, id: `case-${key}`, value: channel[key] ?? "", rows, autocomplete: "off" });
  const fields = {
    address: text("Where it is published", "address", "The address of the page or account"),
    aim: text("What it is for", "aim", null, 2),
    audience: text("Who sees it", "audience", null, 2),
    promotion: text("How people hear of it", "promotion", null, 2),
  };
  const access = radios({ legend: "Who can look", id: "case-access", value: channel.access ?? "open", options: [{ value: "open", label: "Anybody" }, { value: "closed", label: "Members only" }] });
  const owners = field({ label: "Owners", hint: "At least two users, one on each line", id: "case-owners", rows: 3, value: (channel.owners ?? []).join("\n"), autocomplete: "off" });
  return openDialog(`Business case of ${channel.name}`, (close) => {
    const submit = h("button", { type: "submit", class: "primary", id: "case-save" }, "Save");
    const send = (event) => {
      event.preventDefault();
      busy(submit, async () => {
        try {
          draw(await api.post("/channels/case", {
            name: channel.name, access: access.value, owners: owners.control.value.split("\n").map((line) => line.trim()).filter(Boolean),
            ...Object.fromEntries(Object.entries(fields).map(([key, entry]) => [key, entry.control.value.trim()])),
          }));
          close(true);
        } catch (error) {
          showErrors(errors, [{ text: error.message }]);
        }
      });
    };
    return h("form", { on: { submit: send }, novalidate: "" }, errors,
      channel.state === "approved" ? h("p", { class: "banner warn" }, "After a change a senior leader must approve the channel again.") : null,
      Object.values(fields).map((entry) => entry.node), access.node, owners.node, buttons(submit, button("Cancel", () => close())));
  });
}
