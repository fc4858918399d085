// What verify says of files, in a few words.
import assert from "node:assert/strict";
import test from "node:test";
import { standingBadge, verdictOf } from "../../../src/review/page/standings.js";

test("only a cleared file looks as if it may be published", () => {
  assert.deepEqual(standingBadge("cleared"), ["clear", "● May be published"]);
  for (const standing of ["no_longer_permitted", "consent_changed", "other_channel", "metadata_changed", "near_identical", "unknown", "video", "cannot_check", "missing", "unreadable", "a new one", "toString", ""]) {
    const [kind, text] = standingBadge(standing);
    assert.notEqual(kind, "clear", standing);
    assert.match(text, /^[▲■] /, standing);
  }
});

test("the sentence about all files is good only when every one is", () => {
  assert.deepEqual(verdictOf(3, 3, "website"), { kind: "clear", text: "All 3 pictures may be published on website." });
  assert.equal(verdictOf(1, 1, "website").text, "This picture may be published on website.");
  assert.deepEqual(verdictOf(2, 3, "website"), { kind: "block", text: "2 of 3 may be published on website. Do not publish the one that is marked." });
  assert.equal(verdictOf(0, 3, "website").kind, "block");
  assert.equal(verdictOf(0, 0, "website").kind, "warn");
});
