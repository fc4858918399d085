// Who is in the photo, so that a later objection finds it. Filled in from matches; people may be
// added and taken off.

import * as api from "./api.js";
import { h, say, swap } from "./dom.js";
import { button, field } from "./forms.js";

const kPause_ms = 250;

export function drawPresent(ctx) {
  const { photo } = ctx;
  const can = ctx.may("present") || ctx.may("clear") || ctx.may("mark");
  const set = (people) => ctx.act("present", { people });
  // People whose names this person may not know stay in the list; the server keeps them.
  const ids = photo.present.map((entry) => entry.person).filter(Boolean);
  return h("section", { class: "present", "aria-labelledby": "present-title" },
    h("h2", { id: "present-title" }, "Who is in it"),
    photo.present.length ? h("ul", { class: "chips" }, photo.present.map((entry) => h("li", {}, h("span", {}, entry.name ?? entry.person),
      entry.from === "match" ? h("small", {}, "recognised") : null,
      can && entry.person ? button("✕", () => set(ids.filter((id) => id !== entry.person)), { class: "quiet close", "aria-label": `${entry.name ?? entry.person} is not in it` }) : null)))
      : h("p", { class: "soft" }, "Nobody was recognised. Add people you know, so that the school finds this photo if they object later."),
    can ? searchPeople({ path: `/photos/${ctx.id}/people`, id: "present-search", label: "Add somebody by name", taken: ids, choose: (person) => set([...ids, person.id]) }) : null);
}

// A search field with its answers as buttons below it.
export function searchPeople({ id, label, path = "/people", taken = [], choose }) {
  const results = h("ul", { class: "results" });
  let timer = 0, latest = 0;
  const look = async (text) => {
    const asked = ++latest;
    if (text.trim().length < 2) return swap(results);
    try {
      const answer = await api.get(`${path}?q=${encodeURIComponent(text.trim())}`);
      if (asked !== latest) return;
      const people = (answer.people ?? answer).filter((person) => !taken.includes(person.id));
      swap(results, people.map((person) => h("li", {}, button([h("b", {}, person.name ?? person.case_number), h("small", {}, (person.groups ?? []).join(", ") || person.kind)], () => choose(person)))),
        answer.more ? h("li", { class: "soft more" }, `These are the first ${answer.people.length}. Write more of the name to find the others.`) : null);
      say(people.length ? `${people.length} ${answer.more ? "shown, and there are more. Write more of the name" : "found"}.` : "Nobody found.");
      if (!people.length) swap(results, h("li", { class: "soft" }, "Nobody of this name is on the register, or you may not look them up."));
    } catch (error) {
      swap(results, h("li", { class: "error" }, error.message));
    }
  };
  const search = field({
    label, id, type: "search", autocomplete: "off", spellcheck: "false",
    input: {
      input: (event) => {
        clearTimeout(timer);
        timer = setTimeout(() => look(event.target.value), kPause_ms);
      },
    },
  });
  return h("div", { class: "search" }, search.node, results);
}
