// What is true of the photo as a whole: decided, waiting for a second person, under an incident.

import { h } from "./dom.js";
import { button } from "./forms.js";
import { address } from "./router.js";
import { undo } from "./decide.js";
import { firstSentence, moment, roleName, stateName } from "./words.js";

const banner = (kind, ...content) => h("div", { class: `banner ${kind}` }, ...content);

function backUntil(photo) {
  if (photo.undo) return `${photo.undo.by} decided this. It can be taken back ${photo.state === "cleared" ? "until the copy is released" : "at any time"}.`;
  if (photo.released) return `The copy is in release ${photo.released}, so it can no longer be taken back here. If it must not be published, report an incident.`;
  if (!photo.history.length) return "No person decided this, so there is nothing to take back. If it must not be published, report an incident.";
  return "Only who decided, or a senior leader, can take this back.";
}

// Who decided as it stands now, for those who are not told by whom it can be taken back.
function decidedBy(photo) {
  const last = photo.history.filter((entry) => ["clear", "block", "undo"].includes(entry.kind)).at(-1);
  if (photo.undo || last?.kind !== (photo.state === "cleared" ? "clear" : "block")) return null;
  return ` ${last.by} ${last.kind === "clear" ? "cleared" : "blocked"} it ${moment(last.at)}.`;
}

export function drawStatus(ctx) {
  const { photo } = ctx;
  const parts = [];
  if (photo.state === "working") {
    parts.push(banner("plain", h("p", {}, "This photo is being checked just now. It shows here when it can be decided.")));
  }
  if (photo.state === "second" && photo.first_person) {
    const { name, reason, at } = photo.first_person;
    parts.push(banner("warn", h("p", {}, h("b", {}, `${name} cleared this ${moment(at)}.`), " A second person must agree. Look for yourself and answer every point."),
      reason ? h("blockquote", {}, reason) : null));
  }
  if (photo.state === "escalated") {
    parts.push(banner("warn", h("p", {}, `Passed on to the ${roleName(photo.assigned)}.`)));
  }
  if (photo.state === "cleared" || photo.state === "blocked") {
    parts.push(banner(photo.state === "cleared" ? "clear" : "block", h("p", {},
      h("b", {}, photo.state === "cleared" ? `● Cleared for ${photo.channel.name}.` : `■ Blocked: it does not go to ${photo.channel.name}.`), decidedBy(photo)),
      h("p", {}, backUntil(photo))));
  }
  if (photo.state === "withdrawn") {
    parts.push(banner("block", h("p", {}, h("b", {}, `■ Taken out: it does not go to ${photo.channel.name}.`)),
      h("p", {}, "It was cleared before. To use the photo after all, put it in again.")));
  }
  if (photo.state === "unreadable") {
    const first = firstSentence(photo.headline);
    parts.push(banner("warn", h("p", {}, h("b", {}, "▲ Tell whoever looks after photogate."), photo.headline.slice(first.length)),
      h("p", {}, "It is not shown here: somebody may have said that it must not be seen.")));
  }
  if (photo.undo && ctx.may("undo")) {
    parts.push(h("div", { class: "buttons" }, button("Undo", () => undo(ctx), { id: "undo", "aria-keyshortcuts": "z" })));
  }
  if (photo.cover) {
    const { safe, problem } = photo.cover;
    parts.push(banner(safe ? "clear" : "block",
      h("p", {}, h("b", {}, safe ? "Covered copy. " : "This covered copy cannot be used. "), safe ? "This is what will be published, not the photo itself." : problem),
      h("div", { class: "buttons" }, button(ctx.before ? "Show the covered copy" : "Show the photo itself", () => {
        ctx.before = !ctx.before;
        ctx.draw();
      }, { id: "before-after", "aria-pressed": String(ctx.before) }))));
  }
  if (photo.incident) {
    parts.push(banner("warn", h("p", {}, "An incident is open about this photo. ", h("a", { href: address("incident", photo.incident.incident ?? photo.incident) }, "Open the incident"))));
  }
  if (photo.channel.mode === "account" && photo.state === "waiting") {
    parts.push(h("p", { class: "soft" }, "On this channel every face must be known."));
  }
  return parts.length ? h("div", { class: "status", "aria-label": stateName(photo.state), role: "group" }, parts) : null;
}
