// Who may use this page, for the administrator: roles, the three yearly duties, passwords, leaving.

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, field, showErrors, tick } from "./forms.js";
import { session } from "./session.js";
import { count, day, list, roleName } from "./words.js";

const kRoles = ["office", "teacher", "senior-leader", "safeguarding-lead", "data-protection-lead", "administrator", "auditor"];

export const usersPage = {
  title: "Users",
  show(main) {
    const rows = h("ul", { class: "cards rows" }, h("li", { class: "soft" }, "Fetching the list …"));
    const draw = ({ users }) => swap(rows, users.map((user) => row(user, draw)));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Users"),
      h("p", { class: "lead" }, "Whoever decides must have read the policy, be trained, and be delegated in writing, each within the last year."),
      buttons(button("Add somebody", () => edit(null, draw), { class: "primary", id: "add-user" })), rows));
    api.get("/users").then(draw).catch((error) => swap(rows, h("li", { class: "error" }, error.message)));
    return {};
  },
};

function row(user, draw) {
  const duties = [["policy read", user.policy_read], ["trained", user.trained], ["delegated", user.delegated]];
  const out = button("Sign out everywhere", () => busy(out, async () => {
    try {
      draw(await api.post("/users/sign-out", { name: user.name }));
      say(`${user.name} is signed out.`);
    } catch (error) {
      say(error.message, true);
    }
  }), { "aria-label": `Sign out everywhere: ${user.name}` });
  return h("li", {}, h("div", { class: `card ${user.obstacles?.length ? "review" : "clear"}` }, h("div", { class: "words" },
    h("b", {}, user.name), h("span", {}, list(user.roles.map(roleName))),
    h("span", { class: "facts" }, duties.map(([word, date]) => h("span", {}, `${word}: ${date ? day(date) : "no"}`)),
      user.leaving_date ? h("span", {}, `leaves: ${day(user.leaving_date)}`) : null,
      h("span", {}, user.has_password ? (user.sessions ? `signed in ${count(user.sessions, "time")}` : "not signed in") : "no password yet")),
    user.obstacles?.length ? h("small", {}, user.obstacles.join(" ")) : null,
    h("div", { class: "buttons small" },
      button("Change", () => edit(user, draw), { "aria-label": `Change ${user.name}` }),
      button("New password", () => newPassword(user, draw), { "aria-label": `New password for ${user.name}` }),
      user.sessions ? out : null))));
}

function edit(user, draw) {
  const errors = h("div");
  const name = field({ label: "Name", id: "user-name", value: user?.name ?? "", autocomplete: "off" });
  const roles = kRoles.map((role) => tick({ label: roleName(role), checked: user?.roles.includes(role) ?? false, id: `role-${role}` }));
  const date = (label, id, value, hint) => field({ label, hint, id, type: "date", value: value ?? "" });
  const dates = {
    policy_read: date("Read the policy on", "user-policy", user?.policy_read),
    trained: date("Trained on", "user-trained", user?.trained),
    delegated: date("Delegated in writing on", "user-delegated", user?.delegated),
    leaving_date: date("Last day at the school", "user-leaving", user?.leaving_date, "From the day after they cannot sign in"),
  };
  const evidence = field({ label: "Where the written delegation is kept", id: "user-evidence", value: user?.delegation_evidence ?? "", autocomplete: "off" });
  return openDialog(user ? `Change ${user.name}` : "Add somebody", (close) => {
    const submit = h("button", { type: "submit", class: "primary", id: "user-save" }, user ? "Save" : "Add");
    const send = (event) => {
      event.preventDefault();
      if (!user && !name.control.value.trim()) return showErrors(errors, [{ id: "user-name", text: "Enter the name" }]);
      busy(submit, async () => {
        try {
          draw(await api.post(user ? "/users/set" : "/users", {
            name: user?.name ?? name.control.value.trim(), roles: kRoles.filter((_, i) => roles[i].control.checked),
            ...Object.fromEntries(Object.entries(dates).map(([key, entry]) => [key, entry.control.value || null])),
            delegation_evidence: evidence.control.value.trim(),
          }));
          close(true);
        } catch (error) {
          showErrors(errors, [{ text: error.message }]);
        }
      });
    };
    return h("form", { on: { submit: send }, novalidate: "" }, errors, user ? null : name.node,
      h("fieldset", { class: "field" }, h("legend", {}, "Roles"), roles.map((role) => role.node)),
      Object.values(dates).map((entry) => entry.node), evidence.node, buttons(submit, button("Cancel", () => close())));
  });
}

// The administrator types it once and hands it over; the person changes it.
function newPassword(user, draw) {
  const errors = h("div");
  const password = field({ label: "New password", hint: "At least 12 characters, for example four unrelated words. Tell it in person; they change it under “Your account”.", id: "user-password", autocomplete: "new-password", spellcheck: "false" });
  return openDialog(`New password for ${user.name}`, (close) => {
    const submit = h("button", { type: "submit", class: "primary", id: "password-save" }, "Set the password");
    const send = (event) => {
      event.preventDefault();
      busy(submit, async () => {
        try {
          draw(await api.post("/users/password", { name: user.name, password: password.control.value }));
          close(true);
          say(`${user.name} has a new password${user.name === session().user?.name ? "" : " and is signed out everywhere"}.`);
        } catch (error) {
          showErrors(errors, [{ id: "user-password", text: error.message }]);
        }
      });
    };
    return h("form", { on: { submit: send }, novalidate: "" }, errors, password.node, buttons(submit, button("Cancel", () => close())));
  });
}
