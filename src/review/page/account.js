// Who I am here: my roles, what I lack, my password, my sessions.

import { h, heading, swap } from "./dom.js";
import { busy, button, buttons, field, showErrors } from "./forms.js";
import { changePassword, session, signOut } from "./session.js";
import { list, roleName } from "./words.js";

const kLeast = 12;

export const accountPage = {
  title: "Your account",
  show(main) {
    const { user } = session();
    const errors = h("div");
    const done = h("p", { class: "banner clear", role: "status", hidden: true });
    const before = field({ label: "Your password now", id: "old", type: "password", autocomplete: "current-password" });
    const after = field({ label: "Your new password", hint: `At least ${kLeast} characters. Four or five unrelated words are good and easy to type. It need not have signs or numbers.`, id: "new", type: "password", autocomplete: "new-password" });
    const submit = h("button", { type: "submit", class: "primary" }, "Change the password");
    const send = (event) => {
      event.preventDefault();
      const missing = [];
      if (!before.control.value) missing.push({ id: "old", text: "Enter your password of now" });
      if ([...after.control.value].length < kLeast) missing.push({ id: "new", text: `Enter a new password of at least ${kLeast} characters` });
      showErrors(errors, missing);
      if (missing.length) return;
      busy(submit, async () => {
        try {
          await changePassword(before.control.value, after.control.value);
          before.control.value = after.control.value = "";
          done.hidden = false;
          swap(done, "The password is changed. You are signed out everywhere else.");
        } catch (error) {
          showErrors(errors, [{ id: error.code === "wrong_password" ? "old" : "new", text: error.message }]);
        }
      });
    };
    const everywhere = button("Sign out everywhere", () => busy(everywhere, async () => {
      try {
        await signOut(true);
      } catch (error) {
        showErrors(errors, [{ text: error.message }], "That did not work");
      }
    }), { id: "everywhere" });
    main.replaceChildren(h("div", { class: "page narrow" }, errors, heading(1, "Your account"),
      h("p", { class: "lead" }, `${user.name}: ${list(user.roles.map(roleName))}`),
      user.may_decide ? null : h("div", { class: "banner warn" }, h("p", {}, h("b", {}, "You cannot decide yet.")), h("ul", {}, (user.obstacles ?? []).map((text) => h("li", {}, text)))),
      done,
      h("form", { on: { submit: send }, novalidate: "" }, h("h2", {}, "Change your password"), before.node, after.node, buttons(submit)),
      h("h2", {}, "Lost a tablet?"), h("p", {}, "This ends your sessions on every computer and tablet, this one too."), buttons(everywhere)));
    return {};
  },
};
