// One photo: the picture on one side, what to decide on the other.

import * as api from "./api.js";
import { h, heading, released, say, swap } from "./dom.js";
import { button, showErrors } from "./forms.js";
import { drafts } from "./drafts.js";
import { usePageKeys } from "./keys.js";
import { entryOf, neighbour, onQueue, refresh } from "./queue_data.js";
import { go } from "./router.js";
import { makeViewer } from "./viewer.js";
import { drawStage } from "./stage.js";
import { drawPanel } from "./panel.js";
import { toggleFace } from "./cover.js";
import { photoKeys } from "./photo_keys.js";
import { watchPictures } from "./pictures.js";
import { session } from "./session.js";
import { title } from "./shell.js";
import { moment } from "./words.js";

// A key meant for the last photo must not decide the next one.
const kPause_ms = 400;

export const photoPage = {
  title: "Photo",
  show(main, route) {
    const id = route.id;
    const panel = h("div", { class: "panel", id: "panel" });
    const errors = h("div", { class: "errors" });
    const viewer = makeViewer({ onPick: (face) => (ctx.covering && face !== null ? toggleFace(ctx, face) : ctx.pick(face)) });
    const pictures = watchPictures(panel);
    let here = true;
    let sending = false;

    // What the parts of the page share.
    const ctx = {
      id, viewer, errors, photo: null, shownAt: Infinity, face: null, covering: false, before: false, changed: false,
      draft: { note: "", checks: {}, cover: null, ...drafts.of(id) },
      may: (act) => ctx.photo?.may.includes(act) ?? false,
      keep(fields) {
        Object.assign(ctx.draft, fields);
        drafts.save(id, fields);
      },
      draw() {
        if (!here || !ctx.photo) return;
        drawStage(ctx);
        swap(panel, drawPanel(ctx));
      },
      pick(face) {
        ctx.face = face;
        ctx.draw();
        if (face !== null) document.getElementById(`face-${face}`)?.scrollIntoView({ block: "nearest" });
      },
      // Sends what changes the photo. Returns the photo as it then is, or null when it did not work;
      // then the reason stands on the page and everything typed is still there.
      async act(path, body = {}) {
        if (sending) return null;
        sending = true;
        ctx.changed = false;
        panel.setAttribute("aria-busy", "true");
        try {
          const answer = await api.post(`/photos/${id}/${path}`, { version: ctx.photo.version, ...body });
          showErrors(errors, []);
          ctx.take(answer.photo);
          return answer;
        } catch (error) {
          ctx.failed(error);
          return null;
        } finally {
          sending = false;
          panel.removeAttribute("aria-busy");
        }
      },
      failed(error) {
        if (!here || error.code === "signed_out") return;
        ctx.changed = error.code === "changed";
        if (error.photo) ctx.take(error.photo);
        const kept = error.code === "changed" && (ctx.draft.note || Object.keys(ctx.draft.checks).length)
          ? " What you wrote and ticked is still here." : "";
        const missing = error.missing.map(({ field, text }) => ({ id: fieldId(field), text }));
        showErrors(errors, missing.length ? missing : [{ text: whoChanged(error) + kept }],
          error.code === "changed" ? "This photo has changed" : missing.length ? "Something is missing" : "That did not work");
      },
      take(photo) {
        if (!photo || !here) return;
        ctx.photo = photo;
        if (!photo.faces.some((face) => face.face === ctx.face)) ctx.face = null;
        if (photo.state === "deleted") viewer.leave();
        title(photo.file_name);
        ctx.draw();
      },
      ready: () => performance.now() - ctx.shownAt > kPause_ms,
      // To the next photo of the list, or back to the list after the last.
      onward(next) {
        if (next) go("photo", next);
        else go("queue");
      },
    };

    main.className = "photo-page";
    const aside = h("section", { class: "side", "aria-label": "What to decide" }, errors, panel);
    main.replaceChildren(h("div", { class: "stage-side" }, viewer.element), aside);
    swap(panel, heading(1, "Photo"), h("p", { class: "soft" }, "Fetching the photo …"));
    usePageKeys(photoKeys(ctx));
    load();

    async function load() {
      try {
        const { photo } = await api.get(`/photos/${encodeURIComponent(id)}`);
        if (!here) return;
        ctx.shownAt = performance.now();
        ctx.take(photo);
        panel.querySelector("h1")?.focus({ preventScroll: true });
        say(photo.headline);
      } catch (error) {
        if (!here || error.code === "signed_out") return;
        swap(panel, heading(1, error.status === 404 ? "This photo is not here" : "The photo could not be fetched"), h("p", {}, error.message),
          h("div", { class: "buttons" }, button("Try again", load), button("Back to the list", () => go("queue"), { class: "primary" })));
      }
    }

    // Somebody else may decide while this person looks: say so before they press anything.
    let seen = entryOf(id)?.version ?? null;
    const stop = onQueue(async () => {
      const now = entryOf(id)?.version ?? null;
      const changed = now !== seen;
      seen = now;
      if (!changed || sending || !ctx.photo || now === ctx.photo.version) return;
      const before = ctx.photo.version;
      try {
        const { photo } = await api.get(`/photos/${encodeURIComponent(id)}`, { polling: true });
        await released();
        if (!here || sending || photo.version === before) return;
        ctx.take(photo);
        const last = photo.history[photo.history.length - 1];
        say(`This photo has changed. ${last ? `${last.by} ${last.text}.` : ""}`, true);
      } catch {
        // The next answer of the queue asks again.
      }
    });
    refresh();

    return {
      leave() {
        here = false;
        stop();
        pictures();
        viewer.leave();
      },
      update: () => false,
    };
  },
};

// Who was quicker, and when, in this person's own time.
function whoChanged(error) {
  const last = error.code === "changed" && error.photo?.history.filter((entry) => entry.by !== session().user?.name).at(-1);
  return last ? `${last.by} ${last.text} ${moment(last.at)}. Look at it again before you decide.` : error.message;
}

// Where on the page the field stands that the server names.
function fieldId(field) {
  if (field.startsWith("checks.")) return `check-${field.slice(7)}`;
  if (field.startsWith("answers.")) return `question-${field.slice(8)}`;
  return field === "reason" ? "note" : "";
}

export const nextOf = (ctx) => neighbour(ctx.id, 1) ?? (ctx.photo.next === ctx.id ? null : ctx.photo.next);
