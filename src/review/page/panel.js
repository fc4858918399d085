// The side that says why the photo waits and what can be done.

import { h, heading } from "./dom.js";
import { button } from "./forms.js";
import { neighbour } from "./queue_data.js";
import { address, go } from "./router.js";
import { drawStatus } from "./status.js";
import { drawQuestions } from "./questions.js";
import { drawChecks, drawNote } from "./checks.js";
import { drawDecide } from "./decide.js";
import { drawFaces } from "./faces.js";
import { drawPresent } from "./present.js";
import { drawHistory } from "./history.js";
import { drawCover } from "./cover.js";
import { drawReceipt } from "./delete.js";
import { firstSentence, moment, undecided } from "./words.js";

export function drawPanel(ctx) {
  const { photo } = ctx;
  if (photo.state === "deleted") return [head(ctx), drawReceipt(photo.receipt)];
  if (ctx.covering) return [head(ctx), drawCover(ctx)];
  if (photo.state === "unreadable") return [head(ctx), drawStatus(ctx), drawHistory(ctx), drawDecide(ctx)];
  const open = undecided(photo.state);
  return [
    head(ctx),
    drawStatus(ctx),
    drawQuestions(ctx),
    open && ctx.may("clear") ? drawChecks(ctx) : null,
    open ? drawNote(ctx) : null,
    drawFaces(ctx),
    drawPresent(ctx),
    drawHistory(ctx),
    drawDecide(ctx),
  ];
}

function head(ctx) {
  const { photo } = ctx;
  const step = (by, text, sign) => {
    const to = neighbour(ctx.id, by);
    return button(sign, () => (to ? go("photo", to) : undefined), { id: `step${by}`, class: "quiet", "aria-label": text, title: text, "aria-disabled": to ? null : "true" });
  };
  const facts = [photo.channel.name, photo.event ?? "no event", `came ${moment(photo.received)}`];
  return h("div", { class: "photo-head" },
    h("nav", { class: "steps", "aria-label": "Photos of the list" },
      h("a", { href: address("queue"), id: "back" }, "← All photos"), step(-1, "Photo before", "‹"), step(1, "Next photo", "›")),
    heading(1, firstSentence(photo.headline) || photo.file_name),
    h("p", { class: "facts" }, h("span", {}, photo.file_name), facts.map((fact) => h("span", {}, fact))));
}
