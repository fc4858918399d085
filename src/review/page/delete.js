// Delete now (POLICY.md P6): everything that shows the picture goes at once, and a receipt without
// the picture stays. Two presses, from any state, no way back.

import * as api from "./api.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, button, busy } from "./forms.js";
import { drafts } from "./drafts.js";
import { refresh } from "./queue_data.js";
import { go } from "./router.js";
import { nextOf } from "./photo.js";
import { moment } from "./words.js";

export async function deleteNow(ctx) {
  const next = nextOf(ctx);
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const receipt = await openDialog("Delete this photo now?", (close) => {
    const sure = button("Delete it for good", () => busy(sure, async () => {
      try {
        close((await api.post(`/photos/${ctx.id}/delete`, { confirm: "delete" })).receipt);
      } catch (failure) {
        error.textContent = failure.message;
        error.hidden = false;
      }
    }), { class: "stop solid", id: "delete-sure" });
    return [
      h("p", {}, "The photo, every copy and every small picture of it are destroyed. Nobody can bring it back. A record that it was deleted stays, without the picture."),
      error, buttons(sure, button("Keep it", () => close(), { autofocus: "", id: "delete-not" }))];
  });
  if (typeof receipt === "string") return h("p", {}, receipt ? `This photo was deleted. Receipt ${receipt}.` : "This photo was deleted.");
  if (!receipt) return;
  drafts.drop(ctx.id);
  ctx.take({ ...ctx.photo, state: "deleted", receipt, picture: null, faces: [], questions: [], may: [] });
  refresh();
  const elsewhere = await openDialog("Deleted", (close) => [
    h("div", { on: { click: (event) => { if (event.target.closest("a")) close(true); } } }, drawReceipt(receipt)),
    buttons(button("Go on", () => close(), { class: "primary", autofocus: "" }))]);
  if (elsewhere) return;
  if (next) go("photo", next);
  else go("queue");
}

export function drawReceipt(receipt) {
  if (typeof receipt === "string") return h("p", {}, receipt ? `This photo was deleted. Receipt ${receipt}.` : "This photo was deleted.");
  if (!receipt) return h("p", {}, "This photo was deleted.");
  const part = (title, rows, kind) => (rows?.length ? [h("h3", {}, title), h("ul", { class: kind }, rows.map((row) => h("li", {}, row)))] : null);
  return h("div", { class: "receipt" },
    h("p", {}, `Deleted by ${receipt.by} ${moment(receipt.at)}.${receipt.id ? ` Receipt ${receipt.id}.` : ""}`),
    part("Destroyed", receipt.destroyed, "done"),
    part("Not reached from here: see to these by hand", receipt.not_reached, "left"),
    part("The same photo, as it came in again", receipt.same_photos?.map((id, at) => h("a", { href: `#/photo/${id}`, id: `same-${at + 1}` }, `Open photo ${id}`)), "left"));
}
