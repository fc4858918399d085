// Somebody asks not to be shown (POLICY.md P2): no reason is asked, and it holds at once.

import * as api from "./api.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { buttons, busy, button, radios, showErrors } from "./forms.js";
import { watchPictures } from "./pictures.js";
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
  if (photo.faces.length === 0) {
    await openDialog("Somebody objects", (close) => [h("p", {}, "No face is marked in this photo. Mark the face first, or go to “Somebody objects” at the top and enter the name."), buttons(button("Close", () => close(), { class: "primary" }))]);
    return;
  }
  const chosen = photo.faces.find((entry) => entry.face === face) ?? (photo.faces.length === 1 ? photo.faces[0] : null);
  const answer = await (chosen ? askObjection(oneFace(chosen), () => ({ photo: ctx.id, face: chosen.face })) : askWhich(ctx));
  if (answer?.photo) ctx.take(answer.photo);
}

const oneFace = (face) => h("div", { class: "picked-face" }, faceShot(face), h("p", {}, faceWords(face)));
const faceShot = (face) => h("img", { class: "face-shot", alt: "", "data-src": face.picture });
const faceWords = (face) => `Face ${face.face + 1}: ${face.person?.name ?? face.label}`;

// None is ticked beforehand: a wish that is entered for the wrong person protects nobody.
function askWhich(ctx) {
  const pick = radios({
    legend: "Which face?", id: "object-face",
    options: ctx.photo.faces.map((entry) => ({ value: String(entry.face), label: faceWords(entry), before: faceShot(entry) })),
  });
  pick.node.classList.add("faces-to-pick");
  return askObjection(pick.node, () => ({ photo: ctx.id, face: Number(pick.value) }), () => (pick.value === "" ? [{ id: pick.id, text: "Choose the face of the person who objects" }] : []));
}

// From the register: about a person by name.
export const objectByName = (person) => askObjection(h("p", {}, h("b", {}, person.name ?? person.case_number ?? person.id)), () => ({ person: person.id }));

async function askObjection(about, who, missing = () => []) {
  const errors = h("div");
  const given = radios({ legend: "Who said so?", options: kGivers, value: kGivers[0].value });
  let stop = () => {};
  const answer = await openDialog("Somebody asks not to be shown", (close) => {
    const enter = button("Enter it now", () => busy(enter, async () => {
      const lacks = missing();
      showErrors(errors, lacks);
      if (lacks.length) return;
      try {
        close(await api.post("/objections", { ...who(), given_by: given.value }));
      } catch (failure) {
        showErrors(errors, [{ text: failure.message }], "That did not work");
      }
    }), { class: "primary", id: "object-sure" });
    const body = h("div", {}, errors, about, h("p", {}, "No reason is needed. From this moment no photo with this person is cleared, and photos that wait are looked at anew."),
      given.node, buttons(enter, button("Cancel", () => close())));
    stop = watchPictures(body);
    return body;
  });
  stop();
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
