// Drafts, addresses and labels: the parts of the page that need no browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { makeDrafts } from "../../../src/review/page/drafts.js";
import { address, parse } from "../../../src/review/page/router.js";

const page = new URL("../../../src/review/page/", import.meta.url);

function memory() {
  const map = new Map();
  return {
    get length() { return map.size; }, key: (i) => [...map.keys()][i] ?? null,
    getItem: (key) => map.get(key) ?? null, setItem: (key, value) => map.set(key, String(value)), removeItem: (key) => map.delete(key),
  };
}

test("what was typed is still there after a reload", () => {
  const store = memory();
  makeDrafts(store).ownedBy("Mrs Ade");
  makeDrafts(store).save("p1", { note: "ask the coach" });
  makeDrafts(store).save("p1", { checks: { dress: true } });
  const later = makeDrafts(store);
  later.ownedBy("Mrs Ade");
  assert.deepEqual(later.of("p1"), { note: "ask the coach", checks: { dress: true } });
});

test("another person who signs in finds nothing of it", () => {
  const store = memory();
  const drafts = makeDrafts(store);
  drafts.ownedBy("Mrs Ade");
  drafts.save("p1", { note: "private" });
  drafts.ownedBy("Mr Bell");
  assert.deepEqual(drafts.of("p1"), {});
});

test("signing out leaves nothing behind, and nothing else is touched", () => {
  const store = memory();
  store.setItem("other", "stays");
  const drafts = makeDrafts(store);
  drafts.ownedBy("Mrs Ade");
  drafts.save("p1", { note: "x" });
  drafts.clear();
  assert.equal(store.length, 1);
  assert.equal(store.getItem("other"), "stays");
});

test("a damaged draft is no draft, and a full store is no fault", () => {
  const store = memory();
  store.setItem("photogate.draft.p1", "{broken");
  store.setItem = () => { throw new Error("full"); };
  const drafts = makeDrafts(store);
  assert.deepEqual(drafts.of("p1"), {});
  drafts.save("p1", { note: "x" });
});

test("an address names a page, a thing and filters, and survives rubbish", () => {
  assert.deepEqual(parse(address("photo", "ab-1", { state: "all", event: "Summer & fair" })), { name: "photo", id: "ab-1", query: { state: "all", event: "Summer & fair" } });
  assert.deepEqual(parse(""), { name: "queue", id: "", query: {} });
  assert.deepEqual(parse("#/photo/%E0%A4%A"), { name: "queue", id: "", query: {} });
});

test("no file of the page needs another origin, an inline script or an inline style", () => {
  for (const name of readdirSync(page)) {
    const text = readFileSync(new URL(name, page), "utf8").replaceAll("http://www.w3.org/2000/svg", "");
    assert.doesNotMatch(text, /https?:\/\/|url\(|@import|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
    if (name.endsWith(".html")) assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/, name);
    if (name.endsWith(".js")) assert.doesNotMatch(text, /setAttribute\("style"|\sstyle: |localStorage\.setItem\((?!kSetting)/, name);
    assert.ok(text.split("\n").length < 200, `${name} is long: split it`);
  }
});

test("the page names ahead exactly the modules its list is made of", () => {
  const read = (name) => readFileSync(new URL(name, page), "utf8");
  const needed = new Set();
  const follow = (name) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, next] of read(name).matchAll(/^(?:import|export) [^;]*? from "\.\/(\w+\.js)";/gms)) follow(next);
  };
  follow("main.js");
  const named = [...read("index.html").matchAll(/modulepreload" href="\/(\w+\.js)"/g)].map(([, name]) => name);
  assert.deepEqual([...named, "main.js"].sort(), [...needed].sort());
  assert.ok(!needed.has("photo.js"), "opening the list fetches the page of one photo too");
});
