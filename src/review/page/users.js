// Who may use this page, for the administrator.

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { busy, button } from "./forms.js";
import { day, roleName } from "./words.js";

export const usersPage = {
  title: "Users",
  show(main) {
    const table = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Users" }, h("p", { class: "soft" }, "Fetching the list …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Users"),
      h("p", { class: "lead" }, "Whoever decides must be trained, have read the policy and be delegated in writing, each within the last year."), table));
    const load = () => api.get("/users").then(({ users }) => swap(table, drawTable(users, load)))
      .catch((error) => swap(table, h("p", { class: "error" }, error.message)));
    load();
    return {};
  },
};

function drawTable(users, load) {
  const date = (value) => (value ? day(value) : "no");
  const out = (user) => {
    const control = button("Sign out everywhere", () => busy(control, async () => {
      try {
        await api.post("/users/sign-out", { name: user.name });
        say(`${user.name} is signed out.`);
        load();
      } catch (error) {
        say(error.message, true);
      }
    }), { "aria-label": `Sign out everywhere: ${user.name}` });
    return control;
  };
  return h("table", {}, h("thead", {}, h("tr", {}, ["Name", "Roles", "Trained", "Read the policy", "Delegated", "Leaves", "Sessions"].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, users.map((user) => h("tr", {}, h("th", { scope: "row" }, user.name), h("td", {}, user.roles.map(roleName).join(", ")),
      h("td", {}, date(user.trained)), h("td", {}, date(user.policy_read)), h("td", {}, date(user.delegated)), h("td", {}, user.leaving_date ? day(user.leaving_date) : ""),
      h("td", {}, user.sessions ? [`${user.sessions} `, out(user)] : user.has_password ? "none" : "no password yet")))));
}
