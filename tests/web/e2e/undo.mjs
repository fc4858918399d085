// A clear is taken back when its copy is made already, until a release has it; and what is shown of a
// photo of which something was said that cannot be read.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "./testing.mjs";
import { ask, noticed, openPhoto, photoOf, press, signedIn } from "./browser.mjs";
import { answerAll } from "./decisions.mjs";
import { look } from "./access.mjs";

const kCopyWithin_ms = 45000;  // the first moments after a clear, and the check

const copies = (site) => {
  const folder = join(site.home, "cleared", "newsletter");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
};

async function until(met, what) {
  for (const end = Date.now() + kCopyWithin_ms; Date.now() < end;) {
    if (met()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(what);
}

// Clears the photo and waits for its copy; its name.
async function clearAndCopy(site, page, id) {
  const before = copies(site);
  await openPhoto(page, id);
  await answerAll(page, "keyboard", id);
  await page.keyboard.press("y");
  await page.keyboard.press("c");
  await noticed(page, "is cleared for");
  await until(() => copies(site).length > before.length, "no copy was made");
  // The file is there a moment before the record says so, and until then nobody can undo.
  for (let last = null, now = (await photoOf(page, id)).version; now !== last;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    last = now;
    now = (await photoOf(page, id)).version;
  }
  return copies(site).find((name) => !before.includes(name));
}

// What other tests cleared gets its copy after a while too, and none of it is looked for here.
async function quiet(site) {
  for (let same = 0, before = ""; same < 16; ++same) {
    const now = copies(site).join("/");
    if (now !== before) same = 0;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function goneAndWaiting(site, page, id, copy) {
  await noticed(page, "Taken back");
  assert.ok(!copies(site).includes(copy), "the copy is still in cleared");
  assert.equal((await photoOf(page, id)).state, "waiting");
}

export function undoTests(site, pool) {
  test("a clear is taken back after the copy was made, from the list and from the photo, and not once it is released", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher, { size: "tablet" });
    const id = await pool.take(page, "plain");
    await quiet(site);
    let copy = await clearAndCopy(site, page, id);
    await page.evaluate(() => { location.hash = "#/queue?state=decided"; });
    await page.waitForSelector(`#undo-${id}`);
    await look(page, "undo-list-tablet");
    await page.click(`#undo-${id}`);
    await goneAndWaiting(site, page, id, copy);

    copy = await clearAndCopy(site, page, id);
    await openPhoto(page, id);
    await page.waitForSelector(".status:has-text('until the copy is released')");
    await look(page, "undo-photo-tablet");
    await press(page, "keyboard", { key: "z" });
    await goneAndWaiting(site, page, id, copy);
    await page.waitForSelector("#do-clear");

    copy = await clearAndCopy(site, page, id);
    const { batch } = await ask(page, "/releases/batch", "POST", { channel: "newsletter" });
    const made = await ask(page, "/releases", "POST", { channel: "newsletter", code: batch.code, checks: Object.fromEntries(batch.points.map(({ id: point }) => [point, true])), again: true });
    assert.equal(made.status, 200, JSON.stringify(made));
    assert.ok(!copies(site).includes(copy));
    await openPhoto(page, id);
    await page.waitForSelector(`.status:has-text('The copy is in release ${made.release.release}')`);
    assert.equal(await page.$("#undo"), null);
    await look(page, "undo-released-tablet");
    const { version } = await photoOf(page, id);
    const refused = await ask(page, `/photos/${id}/undo`, "POST", { version });
    assert.equal(refused.status, 403);
    assert.match(refused.error.message, /is in release \d+, so it can no longer be taken back/);
    await page.evaluate(() => { location.hash = "#/queue?state=decided"; });
    await page.waitForSelector(`#card-${id}`);
    assert.equal(await page.$(`#undo-${id}`), null);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a senior leader takes back on a phone what a teacher cleared, who sees it wait again", async () => {
    const first = await signedIn(site, site.users.teacher);
    const second = await signedIn(site, site.users.senior, { size: "phone", scheme: "dark" });
    const id = await pool.take(first.page, "plain", { keep: true });
    await quiet(site);
    const copy = await clearAndCopy(site, first.page, id);
    await openPhoto(second.page, id);
    await look(second.page, "undo-photo-phone-dark");
    await second.page.click("#undo");
    await goneAndWaiting(site, second.page, id, copy);
    await first.page.evaluate(() => { location.hash = "#/queue"; });
    await first.page.waitForSelector(`#card-${id}`);
    assert.deepEqual([...first.faults, ...second.faults], []);
    await first.context.close();
    await second.context.close();
  });

  for (const [size, how, scheme] of [["phone", "mouse", "light"], ["desktop", "keyboard", "dark"]]) {
    test(`a photo that cannot be read says so and is only deleted, by ${how} on a ${size}`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.teacher, { size, scheme });
      const id = "ph-0123456789abcdef";
      const headline = "What was said of this photo cannot be read, so nobody can decide on it. Have the latest backup restored, or delete the photo and put it in again.";
      const entry = { id, version: 4, state: "unreadable", channel: "newsletter", event: null, received: "2026-01-15T10:00:00Z", effect: "review", reason: null, reasons: [], headline, faces: 0, assigned: "anyone", passed: false, undo: false };
      const photo = { ...entry, channel: { name: "newsletter", mode: "list" }, file_name: "IMG_1.jpg", width: 0, height: 0, picture: null, faces: [], questions: [], notes: [], checks: [], present: [], marks: [], cover: null, may: ["delete"], why_not: {}, needs: { reason: false, second_person: false, senior_leader: false }, first_person: null, undo: null, released: null, incident: null, receipt: null, history: [{ at: "2026-01-15T11:00:00Z", by: "Mr Bell", text: "blocked it" }], next: null };
      // The server's answers as they are when its register was damaged.
      await page.route("**/api/v1/queue*", async (route) => {
        const answer = await (await route.fetch()).json();
        await route.fulfill({ json: answer.unchanged ? answer : { ...answer, photos: [entry, ...answer.photos] } });
      });
      let sent = null;
      await page.route(`**/api/v1/photos/${id}`, (route) => route.fulfill({ json: { photo } }));
      await page.route(`**/api/v1/photos/${id}/delete`, (route) => {
        sent = route.request().postDataJSON();
        return route.fulfill({ json: { receipt: { photo: id, at: "2026-01-15T12:00:00Z", by: site.users.teacher.name, sha256: "", channel: "newsletter", destroyed: ["the original and its key"], not_reached: [] } } });
      });
      await page.evaluate(() => { location.hash = "#/queue?channel=newsletter"; });
      await page.waitForSelector(`#card-${id} .badge:has-text('Cannot be read')`);
      await look(page, `unreadable-list-${size}-${scheme}`);
      await page.click(`#card-${id}`);
      await page.waitForSelector(".status:has-text('latest backup')");
      await page.waitForTimeout(450);
      await look(page, `unreadable-photo-${size}-${scheme}`);
      // No empty place where the picture would be.
      assert.ok((await page.locator(".photo-head h1").boundingBox()).y < 260);
      for (const none of ["#do-clear", "#do-block", "#do-cover", "#do-escalate", "#do-object", "#do-incident", "#note", "#undo"]) assert.equal(await page.$(none), null, none);
      for (const key of ["c", "b", "u", "v", "e", "z", "m"]) await page.keyboard.press(key);
      assert.equal(await page.$("dialog[open]"), null);
      await press(page, how, { key: "Delete", on: "#do-delete" });
      await page.waitForSelector("#delete-sure");
      await page.click("#delete-sure");
      await page.waitForSelector(".receipt:has-text('the original and its key')");
      assert.deepEqual(sent, { confirm: "delete" });
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
