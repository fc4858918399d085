// Files on their way to the server: a place to drop them, and sending them piece by piece.

import * as api from "./api.js";
import { h } from "./dom.js";

// Below the server's bound on a request (docs/API.md).
const kPiece_bytes = 192 * 1024;
const kBusyTries = 10;
const kBusyPause_ms = 3000;

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// A field for files that also takes what is dropped on it. `take` gets the files.
export function dropZone({ id, label, hint, accept = null, take }) {
  const input = h("input", {
    type: "file", id, multiple: "", accept, "aria-describedby": `${id}-hint`,
    on: { change: () => { const files = [...input.files]; input.value = ""; take(files); } },
  });
  const zone = h("div", {
    class: "drop", on: {
      dragover: (event) => { event.preventDefault(); zone.classList.add("over"); },
      dragleave: () => zone.classList.remove("over"),
      drop: (event) => {
        event.preventDefault();
        zone.classList.remove("over");
        take([...event.dataTransfer.files]);
      },
    },
  }, h("label", { for: id }, label), h("p", { class: "hint", id: `${id}-hint` }, hint), input);
  return zone;
}

// Gives the name under which the file arrived at `path`. Waits while others are sending.
export async function sendFile(path, file) {
  const name = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  for (let at = 0; at < file.size || at === 0; at += kPiece_bytes) {
    const piece = await file.slice(at, at + kPiece_bytes).arrayBuffer();
    await sendPiece(`${path}?upload=${name}&at=${at}&whole=${file.size}`, piece, at === 0);
  }
  return name;
}

async function sendPiece(address, piece, first) {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await api.postBytes(address, piece);
    } catch (error) {
      if (!first || error.code !== "unavailable" || attempt === kBusyTries) throw error;
      await wait(kBusyPause_ms);
    }
  }
}
