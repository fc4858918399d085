// The page of whoever is not signed in.

import { h, heading } from "./dom.js";
import { busy, button, field, showErrors } from "./forms.js";
import { session, signIn } from "./session.js";

export const signinPage = {
  name: "signin",
  title: "Sign in",
  show(main) {
    const name = field({ label: "Your name", hint: "As it is on the school's list of users", id: "name", autocomplete: "username", autocapitalize: "words", spellcheck: "false" });
    const password = field({ label: "Password", id: "password", type: "password", autocomplete: "current-password" });
    const see = button("Show password", () => {
      const hidden = password.control.type === "password";
      password.control.type = hidden ? "text" : "password";
      see.textContent = hidden ? "Hide password" : "Show password";
      see.setAttribute("aria-pressed", String(hidden));
    }, { class: "quiet", "aria-pressed": "false" });
    const errors = h("div");
    const submit = h("button", { type: "submit", class: "primary" }, "Sign in");
    const send = async (event) => {
      event.preventDefault();
      const missing = [];
      if (!name.control.value.trim()) missing.push({ id: "name", text: "Enter your name" });
      if (!password.control.value) missing.push({ id: "password", text: "Enter your password" });
      showErrors(errors, missing);
      if (missing.length) return;
      try {
        await busy(submit, () => signIn(name.control.value.trim(), password.control.value));
      } catch (error) {
        password.control.value = "";
        showErrors(errors, [{ id: "password", text: error.message }]);
      }
    };
    main.replaceChildren(h("div", { class: "page narrow" }, errors, heading(1, "Sign in"),
      h("p", { class: "lead" }, session().school ? `to check photos of ${session().school}` : "to check the school's photos"),
      h("form", { on: { submit: send }, novalidate: "" }, name.node, password.node, see, h("div", { class: "buttons" }, submit)),
      h("p", { class: "soft" }, "Forgotten it? The administrator of photogate can give you a new one.")));
    return {};
  },
};
