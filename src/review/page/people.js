// An objection from a name: a parent rings, a colleague asks. One search, one press.

import { h, heading } from "./dom.js";
import { objectByName } from "./objection.js";
import { searchPeople } from "./present.js";

export const peoplePage = {
  title: "Somebody objects",
  show(main) {
    main.replaceChildren(h("div", { class: "page narrow" }, heading(1, "Somebody objects"),
      h("p", { class: "lead" }, "If a child, a parent, a colleague or a visitor does not want to be shown, enter it here. They need give no reason. It holds at once."),
      searchPeople({ id: "people-search", label: "Whose photo is it about? Start to type the name", choose: objectByName }),
      h("p", { class: "soft" }, "Somebody who is not on the register: open the photo, choose the face, and press “Objects”.")));
    return {};
  },
};
