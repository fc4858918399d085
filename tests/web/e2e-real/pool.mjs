// Photos of the demonstration home by what they can be used for; none is used up twice.
import { ask, photoOf } from "./browser.mjs";

export const kinds = {
  // One question about what is to be seen, and nothing else.
  plain: (photo) => photo.questions.length === 1 && photo.questions[0].answerable && photo.effect === "review" && photo.may.includes("clear"),
  withFace: (photo) => photo.faces.length > 0 && photo.may.includes("cover") && photo.questions.length > 0,
  group: (photo) => photo.faces.length > 2 && photo.may.includes("cover"),
  blocked: (photo) => photo.effect === "block" && photo.may.includes("clear") && photo.questions.every((question) => question.answerable),
  identity: (photo) => photo.questions.some((question) => question.choices[0]?.answer === "different"),
  any: () => true,
};

export function makePool() {
  const used = new Set();
  let photos = null;
  const fetchAll = async (page) => {
    const { photos: entries } = await ask(page, "/queue");
    const all = [];
    for (const entry of entries) all.push(await photoOf(page, entry.id));
    return all;
  };
  return {
    // A photo that nobody took before; `keep` leaves it for others.
    async take(page, kind, { keep = false } = {}) {
      photos ??= await fetchAll(page);
      const found = photos.find((photo) => !used.has(photo.id) && kinds[kind](photo));
      if (!found) throw new Error(`the demonstration home holds no unused photo of the kind ${kind}`);
      if (!keep) used.add(found.id);
      return found.id;
    },
  };
}
