// What was released so far: where each went, the files of one, and one as a ZIP.

import * as api from "./api.js";
import { h, say } from "./dom.js";
import { openDialog } from "./dialog.js";
import { busy, button, buttons, field, showErrors } from "./forms.js";
import { session } from "./session.js";
import { notice } from "./shell.js";
import { count, day, moment } from "./words.js";

export function drawReleases({ releases, may }, reload) {
  return h("section", { "aria-labelledby": "releases-title" }, h("h2", { id: "releases-title", tabindex: "-1" }, "Released so far"),
    releases.length ? h("ul", { class: "cards rows" }, releases.map((release) => row(release, may, reload))) : h("p", { class: "soft" }, "Nothing was released yet."));
}

function stateOf(release) {
  if (release.void) return ["block", "■ Never came about"];
  if (!release.finished) return ["review", "▲ Not finished yet"];
  if (release.to_take_down) return ["block", `■ Take ${count(release.to_take_down, "photo")} down`];
  return release.published.length ? ["clear", "● Published"] : ["review", "▲ Say where it appears"];
}

function row(release, may, reload) {
  const [kind, state] = stateOf(release);
  const stands = !release.void && release.finished;
  return h("li", {}, h("div", { class: `card ${kind}`, id: `release-${release.release}` }, h("div", { class: "words" },
    h("span", { class: `badge ${kind}` }, state),
    h("b", {}, `Release ${release.release}: ${count(release.photos, "photo")} for ${release.channel}`),
    release.void ? h("span", {}, release.void) : null,
    release.missing_since ? h("span", {}, `Not found where it was made on ${day(release.missing_since.slice(0, 10))}, after its making was broken off. Ask who has it; it counts as released.`) : null,
    release.to_take_down && !release.void ? h("span", {}, "Taken back since it was released: “Files” says which. Take down what was published of it, and say so under ", h("a", { href: "#/takedowns" }, "Take down"), ".") : null,
    release.published.length ? h("ul", { class: "places" }, release.published.map(place)) : null,
    h("span", { class: "facts" }, h("span", {}, `made ${moment(release.at)} by ${release.by}`),
      release.looked_by === release.by ? null : h("span", {}, `looked through by ${release.looked_by}`),
      release.event ? h("span", {}, release.event) : null, h("span", {}, release.place)),
    h("div", { class: "buttons small" },
      stands && may.release ? button(release.published.length ? "Another place" : "Say where it appears", () => placeDialog(release, reload),
        { id: `place-${release.release}`, "aria-label": `${release.published.length ? "Another place" : "Say where it appears"}: release ${release.release}` }) : null,
      stands && may.release ? zipButton(release) : null,
      button("Files", () => files(release), { id: `files-${release.release}`, "aria-label": `Files: release ${release.release}` })))));
}

// Only an address that a browser opens is made a link.
function place(one) {
  const at = one.url && /^https?:\/\//.test(one.url) ? h("a", { href: one.url, rel: "noreferrer noopener", target: "_blank" }, one.url) : one.url;
  return h("li", {}, one.issue, one.issue && one.url ? ", " : "", at || null, `, ${day(one.published)}`, one.note ? ` (${one.note})` : "");
}

export function zipButton(release) {
  const control = button("Download ZIP", () => busy(control, async () => {
    say("The release is verified and packed.");
    try {
      const { blob, name } = await api.download(`/releases/${release.release}/zip`);
      const address = URL.createObjectURL(blob);
      h("a", { href: address, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    } catch (error) {
      notice("zip", error.message, { urgent: true });
    }
  }), { "aria-label": `Download ZIP: release ${release.release}`, class: "zip" });
  return control;
}

async function files(release) {
  try {
    const { release: whole } = await api.get(`/releases/${release.release}`);
    await openDialog(`Release ${whole.release}`, () => [
      h("p", {}, `${count(whole.photos, "photo")} for ${whole.channel}, looked through by ${whole.looked_by}.`),
      h("ul", { class: "entries" }, whole.files.map((file) => h("li", {}, h("b", {}, file.file), file.cleared_by ? h("span", { class: "soft" }, ` cleared by ${file.cleared_by}`) : null, file.to_take_down ? " ■ taken back since: take it down" : file.taken_back ? " taken back since; its task has its end" : null)))]);
  } catch (error) {
    notice("files", error.message, { urgent: true });
  }
}

export function placeDialog(release, reload) {
  const url = field({ label: "Address of the page that shows it", id: "place-url", type: "url", inputmode: "url", autocomplete: "off", maxlength: 2000 });
  const issue = field({ label: "Or which issue or display", hint: "Newsletter 14", id: "place-issue", autocomplete: "off", maxlength: 500 });
  const published = field({ label: "The day it appeared", id: "place-day", type: "date", value: session().today ?? "", max: session().today ?? null });
  const note = field({ label: "Note (if you like)", id: "place-note", autocomplete: "off", maxlength: 1000 });
  const errors = h("div");
  return openDialog(`Where does release ${release.release} appear?`, (close) => {
    const save = h("button", { type: "submit", class: "primary", id: "place-save" }, "Record it");
    const submit = (event) => {
      event.preventDefault();
      busy(save, async () => {
        const given = { url: url.control.value.trim(), issue: issue.control.value.trim(), published: published.control.value, note: note.control.value.trim() };
        const missing = given.url || given.issue ? [] : [{ id: "place-url", text: "Enter an address, or name the issue" }];
        showErrors(errors, missing);
        if (missing.length) return;
        try {
          await api.post(`/releases/${release.release}/places`, given);
          close(true);
          say(`Recorded for release ${release.release}.`);
          await reload();
        } catch (error) {
          showErrors(errors, [{ text: error.message }], "That was not recorded");
        }
      });
    };
    return h("form", { on: { submit }, novalidate: "" }, errors,
      h("p", {}, "This is where somebody looks when a parent changes their mind. Each place is recorded by itself."),
      url.node, issue.node, published.node, note.node, buttons(save, button("Cancel", () => close())));
  });
}
