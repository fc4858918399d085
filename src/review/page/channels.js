// The channels photos may go to, and who owns them.

import * as api from "./api.js";
import { h, heading, swap } from "./dom.js";

const kModes = { list: "the no-publish list", account: "every face must be known" };

export const channelsPage = {
  title: "Channels",
  show(main) {
    const table = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Channels" }, h("p", { class: "soft" }, "Fetching the list …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Channels"), h("p", { class: "lead" }, "Photos go to approved channels only."), table));
    api.get("/channels").then(({ channels }) => swap(table, h("table", {},
      h("thead", {}, h("tr", {}, ["Channel", "Used for", "State", "Checks", "Owners"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, channels.map((channel) => h("tr", {}, h("th", { scope: "row" }, channel.name), h("td", {}, channel.use), h("td", {}, channel.state),
        h("td", {}, kModes[channel.mode] ?? channel.mode), h("td", {}, (channel.owners ?? []).join(", "))))))))
      .catch((error) => swap(table, h("p", { class: "error" }, error.message)));
    return {};
  },
};
