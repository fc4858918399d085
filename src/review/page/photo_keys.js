// The keys of the photo page.

import { block, clear, notSure, undo } from "./decide.js";
import { answer, currentQuestion } from "./questions.js";
import { yesToAll } from "./checks.js";
import { startCover, toggleByKey, leaveCover, preview, drawRegion } from "./cover.js";
import { deleteNow } from "./delete.js";
import { escalate } from "./escalate.js";
import { markMissed, stepFace } from "./faces.js";
import { objectTo } from "./objection.js";
import { reportIncident } from "./report.js";
import { neighbour } from "./queue_data.js";
import { go } from "./router.js";

export function photoKeys(ctx) {
  // Outside the cover editor only, and once the photo is there.
  const look = (run) => () => (ctx.photo && !ctx.covering ? (run(), true) : false);
  const may = (act, run) => look(() => ctx.may(act) && ctx.ready() && run());
  const number = (event) => {
    if (!ctx.photo) return false;
    if (ctx.covering) return toggleByKey(ctx, Number(event.key) - 1);
    const question = currentQuestion(ctx);
    const choice = question?.choices[Number(event.key) - 1];
    if (!choice || !ctx.may("answer") || !ctx.ready()) return false;
    answer(ctx, question, choice.answer);
    return true;
  };
  const step = (by) => () => {
    const to = neighbour(ctx.id, by);
    if (to) go("photo", to);
    return Boolean(to);
  };
  const back = () => {
    if (ctx.covering) leaveCover(ctx);
    else go("queue");
  };
  const zoom = (run) => () => { run(); };
  return [
    { keys: ["1", "2", "3"], text: "Answer the question with the first, second or third button", group: "Decide", run: number },
    { keys: ["4", "5", "6", "7", "8", "9"], shown: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], text: "In the cover: tick face 1 to 9", group: "Cover", run: number },
    { keys: ["y"], text: "Yes to all points of the list", group: "Decide", run: look(() => ctx.may("clear") && yesToAll(ctx)) },
    { keys: ["c"], text: "Clear", group: "Decide", run: look(() => clear(ctx)) },
    { keys: ["b"], text: "Block", group: "Decide", run: look(() => block(ctx)) },
    { keys: ["u"], text: "Not sure", group: "Decide", run: look(() => notSure(ctx)) },
    { keys: ["e"], text: "Pass it on", group: "Decide", run: may("escalate", () => escalate(ctx)) },
    { keys: ["z"], text: "Take the last decision back", group: "Decide", run: look(() => undo(ctx)) },
    { keys: ["Delete"], text: "Delete now", group: "Decide", run: may("delete", () => deleteNow(ctx)) },
    { keys: ["o"], text: "Somebody objects", group: "Decide", run: may("object", () => objectTo(ctx)) },
    { keys: ["i"], text: "Report an incident", group: "Decide", run: may("incident", () => reportIncident(ctx.id)) },
    { keys: ["v"], text: "Cover faces or crop", group: "Cover", run: may("cover", () => startCover(ctx)) },
    { keys: ["d"], text: "In the cover: draw a box over hair, a name or a logo", group: "Cover", run: () => ctx.covering && (drawRegion(ctx), true) },
    { keys: ["p"], text: "In the cover: make the covered copy", group: "Cover", run: () => ctx.covering && (preview(ctx), true) },
    { keys: ["x"], text: "Before and after", group: "Cover", run: () => {
      if (!ctx.photo?.cover) return false;
      ctx.before = !ctx.before;
      ctx.draw();
      return true;
    } },
    { keys: ["m"], text: "Mark a face that was missed", group: "Faces", run: may("mark", () => markMissed(ctx)) },
    { keys: ["f"], shift: false, text: "Next face, close up", group: "Faces", run: () => stepFace(ctx, 1) },
    { keys: ["f"], shift: true, text: "Face before", group: "Faces", run: () => stepFace(ctx, -1) },
    { keys: ["h"], text: "Hide or show the boxes", group: "Faces", run: look(() => ctx.viewer.toggleBoxes()) },
    { keys: ["+", "="], text: "Larger", group: "Photo", repeat: true, run: zoom(ctx.viewer.zoomIn) },
    { keys: ["-"], text: "Smaller", group: "Photo", repeat: true, run: zoom(ctx.viewer.zoomOut) },
    { keys: ["0"], text: "The whole photo", group: "Photo", run: zoom(ctx.viewer.whole) },
    { keys: ["j"], text: "Next photo", group: "Photo", run: step(1) },
    { keys: ["k"], text: "Photo before", group: "Photo", run: step(-1) },
    { keys: ["Escape"], text: "Back to the list", group: "Photo", run: back },
  ];
}
