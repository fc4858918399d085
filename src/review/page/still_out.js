// Releases that hold copies which must not be seen any more: which files, where, and whom to ask.

import { h } from "./dom.js";
import { day } from "./words.js";

const where = (release) => release.published.map((place) =>
  h("li", {}, [place.issue, place.url].filter(Boolean).join(", "), `, ${day(place.published)}`));

export const stillOut = (releases) => h("ul", { class: "left still-out" }, releases.map((release) => h("li", {},
  h("b", {}, `Release ${release.release} for ${release.channel}`), `, in ${release.place}: ${release.files.join(", ")}. `,
  release.published.length ? ["Published:", h("ul", {}, where(release))] : "Where it was published is not recorded. ",
  `Ask ${release.owners.length ? release.owners.join(" or ") : "a senior leader"}.`)));
