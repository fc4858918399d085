// Reference photos of one person: dropped here, sent piece by piece, taken or refused with the reason.

import * as api from "./api.js";
import { h, say, swap } from "./dom.js";
import { busy, button, field } from "./forms.js";
import { dropZone, sendFile } from "./uploads.js";
import { count, day } from "./words.js";

const kMost_bytes = 32 * 1024 * 1024;
const kFrom = { said: "", camera: ", the camera's date", today: ", as nothing says when" };

// A section of the person's page; `reload` fetches the person as they now are.
export function drawReferences(person, reload) {
  const { enrol } = person;
  const soFar = h("p", { id: "references-count" });
  const tell = (number) => { soFar.textContent = number ? `${count(number, "reference photo")} so far.` : "None so far."; };
  tell(person.references);
  const head = [h("h3", { id: "references-title" }, "Reference photos"), soFar];
  if (!enrol?.may) return h("section", { "aria-labelledby": "references-title" }, head);
  if (enrol.why_not) {
    return h("section", { "aria-labelledby": "references-title" }, head,
      h("p", { class: "banner warn", id: "references-why-not" }, h("b", {}, "▲ Not yet: "), enrol.why_not));
  }
  const outcomes = h("ul", { class: "entries", id: "reference-outcomes" });
  const taken = field({ label: "When were they taken?", hint: "Leave it empty to use the camera's date", id: "reference-taken", type: "date" });
  let running = Promise.resolve();
  const take = (files) => {
    const rows = files.map((file) => {
      const row = h("li", {}, h("b", {}, file.name), " ", h("span", {}, "waits …"));
      outcomes.append(row);
      return { file, row };
    });
    const when = taken.control.value;
    // One after the other: a session has one photo on its way.
    running = running.then(async () => {
      let enrolled = 0;
      for (const { file, row } of rows) enrolled += await tryOne(person, file, when, row, one) ? 1 : 0;
      say(`${enrolled} of ${count(rows.length, "photo")} taken.`);
      if (enrolled) await again();
    });
  };
  const again = async () => {
    try {
      tell((await reload()).references);
    } catch { /* The count is as it was; the outcomes stand. */ }
  };
  const one = (file, when, row, face) => (running = running.then(async () => { if (await tryOne(person, file, when, row, one, face)) await again(); }));
  const zone = dropZone({
    id: "reference-files", label: "Choose photos, or drop them here", accept: "image/*", take,
    hint: "Three to five, each of this person alone, well lit and looking at the camera. The photos are not kept.",
  });
  return h("section", { "aria-labelledby": "references-title" }, head, taken.node, zone, outcomes);
}

// True when it was taken.
async function tryOne(person, file, when, row, again, face = null) {
  const show = (kind, badge, ...words) => swap(row, h("span", { class: `badge ${kind}` }, badge), " ", h("b", {}, file.name), ": ", ...words);
  swap(row, h("b", {}, file.name), " ", h("span", {}, "is looked at …"));
  try {
    if (file.size > kMost_bytes) throw new Error(`The photo is larger than ${kMost_bytes >> 20} MB. Send a smaller copy of it.`);
    const upload = await sendFile("/register/uploads", file);
    const { reference } = await api.post("/register/references", { person: person.id, upload, ...(when ? { taken: when } : {}), ...(face ? { face } : {}) });
    if (reference.enrolled) {
      show("clear", "● Taken", `of ${day(reference.taken)}${kFrom[reference.taken_from] ?? ""}.`, reference.stale ? " It is more than a year old: children change, so add a younger one." : "");
      return true;
    }
    show("block", "■ Not taken", reference.message, reference.near ? ` (${reference.near})` : "",
      reference.code === "several_faces" && reference.faces <= 9 ? h("span", { class: "buttons small" },
        Array.from({ length: reference.faces }, (_, i) => pickFace(i + 1, () => again(file, when, row, i + 1)))) : null);
    say(`${file.name}: ${reference.message}`, true);
  } catch (error) {
    show("block", "■ Not taken", error.message);
    say(`${file.name}: ${error.message}`, true);
  }
  return false;
}

function pickFace(number, run) {
  const control = button(`Face ${number}`, () => busy(control, run), { "data-face": number });
  return control;
}
