// Somebody asks not to be shown (POLICY.md P2): no reason is asked, and it holds at once.

import * as api from "./api.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, busy, button, radios } from "./forms.js";
import { refresh } from "./queue_data.js";
import { stillOut } from "./still_out.js";
import { count, moment, openedWords } from "./words.js";

const kGivers = [
  { value: "the person themself", label: "The person themself" },
  { value: "a parent or carer", label: "A parent or carer" },
  { value: "a member of staff for them", label: "A member of staff for them" },
];

// From a photo: about the chosen face, or one picked here.
export async function objectTo(ctx, face = ctx.face) {
  const { photo } = ctx;
  const pick = face === null && photo.faces.length > 1 ? radios({
    legend: "Which face?", value: String(photo.faces[0].face),
    options: photo.faces.map((entry) => ({ value: String(entry.face), label: `Face ${entry.face + 1}: ${entry.person?.name ?? entry.label}` })),
  }) : null;
  const only = photo.faces.length === 1 ? photo.faces[0].face : face;
  if (photo.faces.length === 0) {
    await openDialog("Somebody objects", (close) => [h("p", {}, "No face is marked in this photo. Mark the face first, or go to “Somebody objects” at the top and enter the name."), buttons(button("Close", () => close(), { class: "primary" }))]);
    return;
  }
  const answer = await askObjection(pick?.node ?? h("p", {}, `Face ${only + 1}`), () => ({ photo: ctx.id, face: pick ? Number(pick.value) : only }));
  if (answer?.photo) ctx.take(answer.photo);
}

// From the register: about a person by name.
export const objectByName = (person) => askObjection(h("p", {}, h("b", {}, person.name ?? person.case_number ?? person.id)), () => ({ person: person.id }));

async function askObjection(about, who) {
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const given = radios({ legend: "Who said so?", options: kGivers, value: kGivers[0].value });
  const answer = await openDialog("Somebody asks not to be shown", (close) => {
    const enter = button("Enter it now", () => busy(enter, async () => {
      try {
        close(await api.post("/objections", { ...who(), given_by: given.value }));
      } catch (failure) {
        error.textContent = failure.message;
        error.hidden = false;
      }
    }), { class: "primary", autofocus: "", id: "object-sure" });
    return [about, h("p", {}, "No reason is needed. From this moment no photo with this person is cleared, and photos that wait are looked at anew."),
      given.node, error, buttons(enter, button("Cancel", () => close()))];
  });
  if (!answer) return null;
  refresh();
  await openDialog("It holds from now", (close) => [
    h("p", {}, answer.person || !answer.photo ? "It stands on the register." : "This face is not on the register, so this photo itself is blocked."),
    h("p", {}, `${count(answer.waiting_rechecked, "waiting photo")} looked at anew.`),
    answer.cleared?.length ? [h("h3", {}, "Cleared before, and to be taken down by hand"), h("ul", { class: "left" }, answer.cleared.map((entry) => h("li", {}, `${entry.name}: ${entry.channel}, ${moment(entry.at)}`)))]
      : answer.person || !answer.photo ? h("p", {}, "No photo of this person was cleared before.") : null,
    openedWords(answer) ? h("p", {}, openedWords(answer)) : null,
    answer.taken_out ? h("p", {}, `${count(answer.taken_out, "copy", "copies")} taken out of the cleared folder.`) : null,
    answer.left ? h("p", { class: "error" }, "Some copies could not be taken out of the cleared folder. Do not use them, and tell whoever keeps photogate.") : null,
    answer.releases?.length ? [h("h3", {}, "Released before: take it down here"), stillOut(answer.releases)] : null,
    answer.copies_by_check ? h("p", {}, `${count(answer.copies_by_check, "copy", "copies")} made at the command line: whoever ran the check knows the folder, and must delete them there.`) : null,
    buttons(button("Go on", () => close(), { class: "primary", autofocus: "" }))]);
  return answer;
}
