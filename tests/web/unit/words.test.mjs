// Times and numbers as people in Britain write them.
import assert from "node:assert/strict";
import test from "node:test";
import { age, clock, count, day, decidedWords, fewWords, list, longAgo, moment, noPictureWords, partlyWords, roleName, scoreWords, span, standsWords, stateName, toLocalInput, toUtc, unanswerableWords, undecided } from "../../../src/review/page/words.js";

test("days are written the British way, whatever the time zone", () => {
  assert.equal(day("2026-11-21"), "21 November 2026");
  assert.equal(day("2026-01-01T00:30:00Z"), "1 January 2026");
});

test("times are written with am and pm", () => {
  assert.equal(clock(new Date(2026, 10, 21, 14, 5)), "2:05pm");
  assert.equal(clock(new Date(2026, 10, 21, 0, 0)), "12:00am");
  assert.equal(clock(new Date(2026, 10, 21, 12, 30)), "12:30pm");
});

test("a moment says today and yesterday, and the year only when it is another", () => {
  const now = new Date(2026, 10, 21, 9, 0);
  assert.equal(moment(new Date(2026, 10, 21, 8, 1), now), "today at 8:01am");
  assert.equal(moment(new Date(2026, 10, 20, 23, 59), now), "yesterday at 11:59pm");
  assert.equal(moment(new Date(2026, 10, 3, 14, 32), now), "3 November at 2:32pm");
  assert.equal(moment(new Date(2025, 10, 3, 14, 32), now), "3 November 2025 at 2:32pm");
});

test("an age is given in its largest unit", () => {
  assert.equal(age(20), "less than a minute");
  assert.equal(age(60), "1 minute");
  assert.equal(age(7300), "2 hours");
  assert.equal(age(3 * 86400 + 5), "3 days");
});

test("the clock of an incident counts days and hours", () => {
  assert.equal(span(52.4), "2 days 4 hours");
  assert.equal(span(24), "1 day");
  assert.equal(span(-3.5), "3 hours");
  assert.equal(span(0.2), "less than an hour");
  assert.equal(span(9859 * 24 + 22), "9859 days");
});

test("a report needs a few words, and a day of long ago is noticed", () => {
  for (const text of ["", "x", "a photo", "x . - !"]) assert.ok(fewWords(text), text);
  assert.ok(!fewWords("It was online"));
  const now = new Date(2026, 10, 21);
  assert.ok(longAgo("1999-11-30T10:00", now));
  assert.ok(!longAgo("2025-11-22T10:00", now));
});

test("what follows from a person's word is told as the rules have it", () => {
  assert.match(standsWords({ face: 0, senior: true, overridable: true }), /two people with a reason each, one of them a senior leader/);
  const never = standsWords({ face: 0, senior: true, overridable: false });
  assert.match(never, /nobody can set that aside/);
  assert.doesNotMatch(never, /two people/);
  assert.match(standsWords({ face: null, senior: false, overridable: false }), /cannot be cleared like this. Cover or crop it/);
});

test("a damaged file says that it is the file, and what can be done", () => {
  assert.match(noPictureWords(["corrupt_file", "metadata_not_proven"]), /damaged.*only be deleted.*anew/);
  assert.match(noPictureWords([]), /Load the page again/);
  assert.match(unanswerableWords(["metadata_not_proven", "corrupt_file"]), /Delete the file/);
  assert.match(unanswerableWords(["worker_failed"]), /Block the photo/);
});

test("a local time goes to the server as UTC and comes back", () => {
  const at = new Date(2026, 6, 3, 16, 45);
  assert.equal(new Date(toUtc(toLocalInput(at))).getTime(), at.getTime());
  assert.match(toUtc(toLocalInput(at)), /^2026-07-\d\dT\d\d:45:00Z$/);
});

test("numbers, lists and roles read as sentences", () => {
  assert.equal(count(1, "photo"), "1 photo");
  assert.equal(count(0, "photo"), "0 photos");
  assert.equal(list(["Mrs Ade", "Mr Bell", "Ms Cole"]), "Mrs Ade, Mr Bell and Ms Cole");
  assert.equal(roleName("data-protection-lead"), "data protection lead");
});

test("people decide only on what waits for them", () => {
  for (const state of ["waiting", "second", "escalated"]) assert.ok(undecided(state), state);
  for (const state of ["cleared", "blocked", "working", "withdrawn", "unreadable", "deleted"]) assert.ok(!undecided(state), state);
  assert.equal(stateName("unreadable"), "Cannot be read");
});

test("a number is told with both limits it was compared with", () => {
  assert.equal(scoreWords({ distance: 0.6, threshold: 0.61, match: 0.52, possible: 0.61 }),
    "The computer's distance: 0.60. Up to 0.52 it takes two faces for the same person, up to 0.61 for possibly the same.");
  // Which limit the one of an older photo was is not known.
  assert.doesNotMatch(scoreWords({ distance: 0.6, threshold: 0.61, match: null, possible: null }), /0\.61|same person/);
});

test("of whom something can still be seen is said by number", () => {
  assert.match(partlyWords([2]), /^Something of the head of face 2 can still be seen/);
  assert.match(partlyWords([1, 3]), /^Something of the heads of faces 1 and 3 can still be seen/);
});

test("who was quicker is named, with what may follow", () => {
  const now = new Date(2026, 10, 21, 15, 0);
  const last = { by: "Mr Bell", text: "blocked it", at: new Date(2026, 10, 21, 14, 32) };
  assert.match(decidedWords(last, false, now), /^Mr Bell blocked it today at 2:32pm\. Talk to them/);
  assert.match(decidedWords(last, true, now), /take that back first/);
});
