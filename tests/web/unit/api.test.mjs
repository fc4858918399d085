// What the page asks again by itself, and what it leaves to the person.
import assert from "node:assert/strict";
import test from "node:test";
import * as api from "../../../src/review/page/api.js";

// The server's answers in their order; the last one for ever. Returns how often it was asked.
function answering(...answers) {
  let asked = 0;
  globalThis.fetch = async () => {
    const [status, body] = answers[Math.min(asked++, answers.length - 1)];
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  };
  return () => asked;
}

const error = (code) => ({ error: { code, message: "A sentence." } });

test("a change is sent again while the copy is being written, since nothing was recorded", async () => {
  const asked = answering([503, error("working")], [503, error("working")], [200, { photo: 1 }]);
  assert.deepEqual(await api.post("/photos/a/undo"), { photo: 1 });
  assert.equal(asked(), 3);
});

test("what was too much at once is sent again a few times only", async () => {
  const asked = answering([429, error("slow_down")]);
  await assert.rejects(api.post("/photos/a/decision"), { code: "slow_down", message: "A sentence." });
  assert.equal(asked(), 4);
});

test("no other change is sent twice", async () => {
  for (const [status, code] of [[503, "unavailable"], [409, "changed"], [500, "unavailable"], [429, "locked"]]) {
    const asked = answering([status, error(code)], [200, {}]);
    await assert.rejects(api.post("/photos/a/undo"), { code });
    assert.equal(asked(), 1, code);
  }
});
