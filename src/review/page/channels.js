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
    const acts = h("div");
    const draw = ({ channels, uses = [], may = {} }) => {
      swap(rows, channels.map((channel) => row(channel, may, draw)));
      swap(acts, may.propose ? buttons(button("Propose a channel", () => propose(uses, draw), { id: "propose-channel", class: "primary" })) : null);
    };
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Channels"),
      h("p", { class: "lead" }, "Photos go to approved channels only. A channel needs a business case, two owners, and the approval of a senior leader."), acts, rows));
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
  const open = channel.state !== "closed", manage = may.propose && channel.manage;
  return h("li", {}, h("div", { class: `card ${kind}` }, h("div", { class: "words" },
    h("span", { class: `badge ${kind}` }, state), h("b", {}, channel.name),
    channel.aim ? h("span", {}, channel.aim) : null,
    h("span", { class: "facts" }, h("span", {}, `for ${channel.use}`), h("span", {}, kModes[channel.mode] ?? channel.mode),
      h("span", {}, channel.owners.length ? `owners: ${channel.owners.join(", ")}` : "no owners yet"),
      channel.approved_by ? h("span", {}, `approved by ${channel.approved_by}`) : null),
    error,
    h("div", { class: "buttons small" },
      manage && open ? button("Business case and owners", () => editCase(channel, draw), { "aria-label": `Business case and owners: ${channel.name}` }) : null,
      open && may.approve && channel.state !== "approved" ? act("Approve", "approve", "is approved") : null,
      manage && open ? button("New owners", () => transfer(channel, draw), { "aria-label": `New owners: ${channel.name}`, id: `owners-${channel.name}` }) : null,
      manage && channel.state === "approved" ? act("Suspend", "suspend", "is suspended") : null,
      manage && open ? button("Close for good", () => closeForGood(channel, draw), { "aria-label": `Close for good: ${channel.name}`, id: `close-${channel.name}`, class: "stop" }) : null))));
}

// The fields of a business case; `given()` is what they hold.
function caseFields(channel) {
  const text = (label, key, hint, rows) => field({ label, hint, id: `case-${key}`, value: channel[key] ?? "", rows, autocomplete: "off" });
  const fields = {
    address: text("Where it is published", "address", "The address of the page or account"),
    aim: text("What it is for", "aim", null, 2),
    audience: text("Who sees it", "audience", null, 2),
    promotion: text("How people hear of it", "promotion", null, 2),
  };
  const access = radios({ legend: "Who can look", id: "case-access", value: channel.access ?? "open", options: [{ value: "open", label: "Anybody" }, { value: "closed", label: "Members only" }] });
  const owners = ownersField(channel);
  return {
    nodes: [Object.values(fields).map((entry) => entry.node), access.node, owners.node],
    given: () => ({
      access: access.value, owners: ownersOf(owners),
      ...Object.fromEntries(Object.entries(fields).map(([key, entry]) => [key, entry.control.value.trim()])),
    }),
  };
}

const ownersField = (channel) => field({ label: "Owners", hint: "At least two users, one on each line", id: "case-owners", rows: 3, value: (channel.owners ?? []).join("\n"), autocomplete: "off" });
const ownersOf = (owners) => owners.control.value.split("\n").map((line) => line.trim()).filter(Boolean);

// A form in front of the page. `save` gives the channels as they then are; `wrong` what can be seen
// to be missing before anything is sent.
function formDialog(title, { parts, label = "Save", wrong = () => [], save, draw, done = "", kind = "primary" }) {
  const errors = h("div");
  return openDialog(title, (close) => {
    const submit = h("button", { type: "submit", class: kind, id: "case-save" }, label);
    const send = (event) => {
      event.preventDefault();
      busy(submit, async () => {
        const missing = wrong();
        showErrors(errors, missing);
        if (missing.length) return;
        try {
          draw(await save());
          close(true);
          if (done) say(done);
        } catch (error) {
          showErrors(errors, [{ text: error.message }]);
        }
      });
    };
    return h("form", { on: { submit: send }, novalidate: "" }, errors, parts, buttons(submit, button("Cancel", () => close())));
  });
}

function propose(uses, draw) {
  const name = field({ label: "Name", hint: "Folders are called after it: newsletter", id: "channel-name", autocomplete: "off", maxlength: 64 });
  const use = h("select", { id: "channel-use", "aria-describedby": "channel-use-hint channel-use-error" },
    h("option", { value: "" }, "Choose"), uses.map((entry) => h("option", { value: entry.name }, entry.description ? `${entry.name}: ${entry.description}` : entry.name)));
  const useField = h("div", { class: "field" }, h("label", { for: "channel-use" }, "Which permission covers it?"),
    h("p", { class: "hint", id: "channel-use-hint" }, "What parents were asked: only children permitted for that may be shown here"),
    h("p", { class: "error", id: "channel-use-error", hidden: true }), use);
  const its = caseFields({});
  return formDialog("Propose a channel", {
    parts: [h("p", {}, "A senior leader who is not you approves it. What you leave empty can be filled in until then."), name.node, useField, its.nodes],
    label: "Propose it",
    wrong: () => [
      ...(name.control.value.trim() ? [] : [{ id: "channel-name", text: "Enter the name" }]),
      ...(use.value ? [] : [{ id: "channel-use", text: "Choose the permission that covers it" }])],
    save: () => api.post("/channels", { name: name.control.value.trim(), use: use.value, ...its.given() }),
    draw, done: "The channel is proposed.",
  });
}

function editCase(channel, draw) {
  const its = caseFields(channel);
  return formDialog(`Business case of ${channel.name}`, {
    parts: [channel.state === "approved" ? h("p", { class: "banner warn" }, "After a change a senior leader must approve the channel again.") : null, its.nodes],
    save: () => api.post("/channels/case", { name: channel.name, ...its.given() }), draw, done: "The business case is kept.",
  });
}

function transfer(channel, draw) {
  const owners = ownersField(channel);
  return formDialog(`New owners of ${channel.name}`, {
    parts: [h("p", {}, "For when somebody leaves. The approval stays."), owners.node],
    save: () => api.post("/channels/owners", { name: channel.name, owners: ownersOf(owners) }), draw, done: `${channel.name} has new owners.`,
  });
}

const closeForGood = (channel, draw) => formDialog(`Close ${channel.name} for good?`, {
  parts: [h("p", {}, "No photo can be checked for it or released to it any more. It cannot be opened again; a new channel would be proposed under another name.")],
  label: "Close it for good", kind: "stop solid",
  save: () => api.post("/channels/close", { name: channel.name }), draw, done: `${channel.name} is closed.`,
});
