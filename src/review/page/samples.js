// A few photos that are cleared, looked at once more: how many does the gate miss?

import * as api from "./api.js";
import { h, heading, say, swap } from "./dom.js";
import { button, buttons, showErrors } from "./forms.js";
import { usePageKeys } from "./keys.js";
import { stillOut } from "./still_out.js";
import { count } from "./words.js";

const kAnswers = [
  { answer: "fine", text: "Nothing is wrong", key: "1", class: "primary" },
  { answer: "must-not-be-seen", text: "Somebody here must not be seen", key: "2" },
  { answer: "something-else", text: "Something else is wrong", key: "3" },
  { answer: "not-sure", text: "I cannot tell", key: "4" },
];

export const samplesPage = {
  title: "Look again",
  show(main) {
    const errors = h("div");
    const news = h("div");
    const place = h("div", {}, h("p", { class: "soft" }, "Fetching a photo …"));
    main.replaceChildren(h("div", { class: "page" }, heading(1, "Look again"),
      h("p", { class: "lead" }, "A few photos of last week that may be published. Is there anybody in them who must not be seen? You are not told how each was cleared, so that your look is as good as the first."),
      errors, news, place));
    let current = null;
    const next = async () => {
      const { sample, left } = await api.get("/samples/next");
      current = sample;
      swap(place, sample ? draw(sample, left, answer) : h("p", { class: "empty" }, "There is no photo to look at again. New ones come each Monday."));
    };
    const answer = async (what) => {
      const sample = current;
      if (!sample) return;
      current = null;
      swap(news, null);  // what is said there is of the photo before
      try {
        const done = await api.post(`/samples/${sample.sample}/answer`, { answer: what });
        showErrors(errors, []);
        swap(news, done.taken_out ? outcome(done) : null);
        say(done.taken_out ? "Recorded. The copy was taken out of the cleared folder." : "Recorded.");
      } catch (error) {
        showErrors(errors, [{ text: error.message }], "Something went wrong");
      }
      await next().catch((error) => showErrors(errors, [{ text: error.message }], "No photo could be fetched"));
    };
    usePageKeys(kAnswers.map(({ answer: what, text, key }) => ({ keys: [key], text, group: "Look again", run: () => { answer(what); } })));
    next().catch((error) => swap(place, h("p", { class: "error" }, error.message)));
    return {};
  },
};

const outcome = (done) => h("div", { class: "banner warn", id: "sample-outcome" }, h("b", {}, "▲ "),
  done.released ? ["The copy was taken out of the cleared folder, but it was released already. Take it down here:", stillOut(done.releases)] : "The copy was taken out of the cleared folder. ",
  h("a", { href: "#/incidents" }, "Report an incident"), " if somebody may have seen it, and ", h("a", { href: `#/photo/${done.photo}` }, "open the photo"), " for what was known of it.");

function draw(sample, left, answer) {
  return h("section", { "aria-labelledby": "sample-title" },
    h("h2", { id: "sample-title" }, sample.event ? `${sample.event}, for ${sample.channel}` : `For ${sample.channel}`),
    h("p", { class: "soft" }, `${count(left, "photo")} to look at`),
    h("img", { class: "large", id: "sample-picture", alt: "The photo to look at again", src: `/api/v1/photos/${sample.photo}/pictures/screen` }),
    buttons(kAnswers.map(({ answer: what, text, key, class: look }) =>
      button(text, () => answer(what), { id: `sample-${what}`, class: look ?? "", "aria-keyshortcuts": key }))));
}
