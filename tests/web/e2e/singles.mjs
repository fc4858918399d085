// Decisions that cannot be taken back, or need two people: each by pointer and by keyboard.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { ask, noticed, openPhoto, photoOf, press, signedIn } from "./browser.mjs";
import { answerAll } from "./decisions.mjs";

export function singleTests(site, pool) {
  test("a plain clear with its checks takes three keys", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    const id = await pool.take(page, "plain");
    await openPhoto(page, id);
    for (const key of ["1", "y", "c"]) {
      await page.keyboard.press(key);
      if (key === "1") await page.waitForSelector(".question.answered");
    }
    await noticed(page, "is cleared for");
    const photo = await photoOf(page, id);
    assert.equal(photo.state, "cleared");
    assert.deepEqual(faults, []);
    await context.close();
  });

  for (const how of ["mouse", "keyboard"]) {
    test(`not sure by ${how} passes the photo to others and never clears`, async () => {
      const { page, context } = await signedIn(site, site.users.teacher, { size: "tablet" });
      const id = await pool.take(page, "any");
      await openPhoto(page, id);
      await press(page, how, { key: "u", on: "#do-not_sure" });
      await noticed(page, "is left for somebody else");
      const { photos } = await ask(page, "/queue");
      assert.ok(!photos.some((entry) => entry.id === id));
      assert.notEqual((await photoOf(page, id)).state, "cleared");
      await context.close();
    });

    test(`delete now by ${how} takes two steps and leaves a receipt`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.teacher, { size: "phone" });
      const id = await pool.take(page, "any");
      await openPhoto(page, id);
      await press(page, how, { key: "Delete", on: "#do-delete" });
      await page.waitForSelector("#delete-sure");
      // The safe answer has the focus, and Esc keeps the photo.
      assert.equal(await page.evaluate(() => document.activeElement.id), "delete-not");
      await page.keyboard.press("Escape");
      await page.waitForSelector("#delete-sure", { state: "detached" });
      assert.notEqual((await photoOf(page, id)).state, "deleted");
      await press(page, how, { key: "Delete", on: "#do-delete" });
      await page.waitForSelector("#delete-sure");
      if (how === "keyboard") {
        await page.keyboard.press("Shift+Tab");
        await page.keyboard.press("Enter");
      } else {
        await page.click("#delete-sure");
      }
      await page.waitForSelector(".receipt");
      assert.match(await page.textContent(".receipt"), /Destroyed/);
      const picture = await page.evaluate(async (at) => (await fetch(at)).status, `/api/v1/photos/${id}/pictures/screen`);
      assert.notEqual(picture, 200);
      assert.deepEqual(faults, []);
      await context.close();
    });

    test(`an incident by ${how} is reported, worked on, assessed and closed`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.senior);
      if (how === "mouse") {
        await openPhoto(page, await pool.take(page, "any", { keep: true }));
        await page.click("#do-incident");
      } else {
        await page.evaluate(() => { location.hash = "#/incidents"; });
        await page.waitForSelector("#report");
        await page.keyboard.press("i");
      }
      await page.waitForSelector("#incident-what");
      await page.click("dialog button[type=submit]");
      await page.waitForSelector("dialog .summary");
      await page.fill("#incident-what", "A photo was on the website for an hour");
      await page.focus("dialog button[type=submit]");
      await press(page, how, { key: "Enter", on: "dialog button[type=submit]" });
      await page.waitForSelector("#incident-action");
      assert.match(await page.textContent(".clock"), /2 days 2\d hours left|3 days left/);
      await page.fill("#incident-action", "Taken down");
      await page.click("#add-entry");
      await page.waitForSelector(".entries li:has-text('Taken down')");
      await page.fill("#incident-assessment", "Nobody saw it");
      await page.click("#assess");
      await page.waitForSelector("text=Assessed: Some risk");
      await page.fill("#incident-close", "Check twice");
      await page.click("#close-incident");
      await page.waitForSelector(".clock:has-text('Closed')");
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("who reports an incident is told who reads it, and is asked about a mistyped year", async () => {
    for (const who of ["teacher", "office", "admin"]) {
      const { page, context, faults } = await signedIn(site, site.users[who], { size: who === "office" ? "tablet" : "phone" });
      await page.evaluate(() => { location.hash = "#/incidents"; });
      await page.waitForSelector("#not-to-read");
      assert.match(await page.textContent("#not-to-read"), /senior leader.*read the incidents.*on record/);
      assert.equal(await page.locator("main .error").count(), 0);
      await context.close();
      assert.deepEqual(faults, []);
    }
    const { page, context } = await signedIn(site, site.users.teacher, { size: "phone" });
    await page.evaluate(() => { location.hash = "#/incidents"; });
    await page.click("#report");
    await page.fill("#incident-what", "x");
    await page.fill("#incident-noticed", "1999-11-30T10:00");
    await page.click("dialog button[type=submit]");
    await page.waitForSelector("dialog .summary:has-text('30 November 1999'):has-text('few words')");
    await page.fill("#incident-what", "A photo was sent to the wrong family");
    await page.check("#incident-long-ago");
    await page.click("dialog button[type=submit]");
    await page.waitForSelector("#not-to-read:has-text('It is on record')");
    await context.close();
    const senior = await signedIn(site, site.users.senior);
    await senior.page.evaluate(() => { location.hash = "#/incidents"; });
    await senior.page.waitForSelector(".clock");
    assert.doesNotMatch(await senior.page.textContent(".cards"), /\d{4} days/);
    await senior.context.close();
  });

  test("an answer that stands says what may follow, and the cover what it leaves", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    const id = await pool.take(page, "blocked", { keep: true });
    await openPhoto(page, id);
    const { questions } = await photoOf(page, id);
    const question = questions.find((entry) => entry.overridable);
    if (question) {
      await page.click(`#answer-${question.id}-same`);
      await page.waitForSelector(`#question-${question.id} .standing.bad`);
      assert.match(await page.textContent(`#question-${question.id} .standing`), /takes two people with a reason each, one of them a senior leader/);
      await page.click(`#answer-${question.id}-different`);
      await page.waitForSelector(`#question-${question.id} .standing:not(.bad)`);
    }
    await page.click("#do-cover");
    await page.waitForSelector("#cover-title");
    assert.match(await page.textContent("form.cover"), /Long hair, a hat or a costume may stay visible/);
    await page.click("#cover-close");
    await context.close();
  });

  test("what blocks a photo is set aside only by two people with a reason", async () => {
    const first = await signedIn(site, site.users.teacher);
    const id = await pool.take(first.page, "blocked");
    await openPhoto(first.page, id);
    await answerAll(first.page, "keyboard", id);
    await first.page.keyboard.press("y");
    await first.page.keyboard.press("c");
    await first.page.waitForSelector(".summary:has-text('Write why')");
    await first.page.fill("#note", "It is her cousin, who visited that day");
    await first.page.click("#do-clear");
    await noticed(first.page, "waits for a second person");
    assert.equal((await photoOf(first.page, id)).state, "second");

    const second = await signedIn(site, site.users.senior, { size: "tablet" });
    await second.page.waitForSelector("a.start");
    assert.match(await second.page.textContent(".lead"), /1 for a second person.*\. Start with the first$/);
    await openPhoto(second.page, id);
    assert.match(await second.page.textContent(".status"), /A second person must agree/);
    assert.match(await second.page.textContent(".status"), /her cousin/);
    await answerAll(second.page, "mouse", id);
    await second.page.click("#all-yes");
    await second.page.fill("#note", "I know both of them, it is the cousin");
    await second.page.click("#do-clear");
    await noticed(second.page, "is cleared for");
    assert.equal((await photoOf(second.page, id)).state, "cleared");
    assert.deepEqual([...first.faults, ...second.faults], []);
    await first.context.close();
    await second.context.close();
  });

  test("an objection from a face holds at once and lists what was cleared before", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher, { size: "phone" });
    const id = await pool.take(page, "withFace");
    await openPhoto(page, id);
    await page.click("#face-0");
    await page.click(".face-detail button:has-text('Objects')");
    await page.click("#object-sure");
    await page.waitForSelector("dialog:has-text('It holds from now')");
    await page.click("dialog button:has-text('Go on')");
    const photo = await photoOf(page, id);
    assert.equal(photo.effect === "block" || photo.state === "blocked", true);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("an objection by name needs no photo and no mouse", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await page.evaluate(() => { location.hash = "#/people"; });
    await page.waitForSelector("#people-search");
    await page.focus("#people-search");
    await page.keyboard.type("Dilan", { delay: 20 });
    await page.waitForSelector(".results button");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#object-sure");
    await page.focus("#object-sure");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog:has-text('It holds from now')");
    await context.close();
  });
}
