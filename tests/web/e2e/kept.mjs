// Nothing is lost and nothing is overwritten: lost connections, reloads, ended sessions, two people.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { ask, openPhoto, photoOf, signIn, signedIn } from "./browser.mjs";
import { answerAll } from "./decisions.mjs";

const kNote = "Ask the swimming coach about the banner";

export function keptTests(site, pool) {
  test("the second of two people is told, and keeps what they wrote", async () => {
    const first = await signedIn(site, site.users.teacher);
    const second = await signedIn(site, site.users.senior, { size: "tablet" });
    const id = await pool.take(first.page, "plain", { keep: true });
    await openPhoto(first.page, id);
    await openPhoto(second.page, id);
    await answerAll(second.page, "mouse", id);
    await second.page.click("#all-yes");
    await second.page.fill("#note", kNote);
    // Hold the second page back from hearing of it by itself.
    await second.page.route("**/api/v1/queue*", (route) => route.abort());
    await first.page.keyboard.press("b");
    await first.page.waitForSelector(".notice:has-text('is blocked')");
    await second.page.click("#do-not_sure");
    await second.page.waitForSelector(".summary:has-text('This photo has changed')");
    assert.match(await second.page.textContent(".summary"), new RegExp(site.users.teacher.name));
    assert.equal((await photoOf(first.page, id)).state, "blocked");
    assert.ok(await second.page.evaluate((note) => Object.values(sessionStorage).some((text) => text.includes(note)), kNote));
    await first.page.click("#undo-last");
    await first.page.waitForSelector(".notice:has-text('Taken back')");
    await second.page.unroute("**/api/v1/queue*");
    await second.page.waitForSelector("#note");
    await second.page.waitForFunction((note) => document.getElementById("note")?.value === note, kNote);
    await first.context.close();
    await second.context.close();
  });

  test("a decision that is taken back shows on the page of whoever has the photo open", async () => {
    const first = await signedIn(site, site.users.teacher);
    const second = await signedIn(site, site.users.senior);
    const id = await pool.take(first.page, "plain", { keep: true });
    await openPhoto(first.page, id);
    await openPhoto(second.page, id);
    await second.page.waitForSelector("#do-block");
    await first.page.keyboard.press("b");
    await first.page.waitForSelector(".notice:has-text('is blocked')");
    await second.page.waitForSelector("#do-block", { state: "detached" });
    await first.page.click("#undo-last");
    await first.page.waitForSelector(".notice:has-text('Taken back')");
    await second.page.waitForSelector("#do-block");
    await first.context.close();
    await second.context.close();
  });

  test("somebody else's decision shows by itself", async () => {
    const first = await signedIn(site, site.users.teacher);
    const second = await signedIn(site, site.users.senior);
    const id = await pool.take(first.page, "plain", { keep: true });
    const third = await signedIn(site, site.users.senior, { size: "phone" });
    await third.page.waitForSelector(`#card-${id}`, { state: "attached" });
    await openPhoto(first.page, id);
    await openPhoto(second.page, id);
    await first.page.keyboard.press("b");
    await second.page.waitForSelector(".status:has-text('Blocked')", { timeout: 9000 });
    await third.page.waitForSelector(`#card-${id}`, { state: "detached", timeout: 9000 });
    await third.context.close();
    await first.page.click("#undo-last");
    await first.page.waitForSelector(".notice:has-text('Taken back')");
    await first.context.close();
    await second.context.close();
  });

  test("a press is heard although the photo changes before it is let go", async () => {
    const first = await signedIn(site, site.users.teacher);
    const second = await signedIn(site, site.users.senior);
    const id = await pool.take(first.page, "plain", { keep: true });
    await openPhoto(first.page, id);
    await openPhoto(second.page, id);
    const { x, y, width, height } = await (await second.page.$("#do-not_sure")).boundingBox();
    await second.page.mouse.move(x + width / 2, y + height / 2);
    await second.page.mouse.down();
    await first.page.keyboard.press("b");
    await first.page.waitForSelector(".notice:has-text('is blocked')");
    await second.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await second.page.waitForTimeout(1000);
    await second.page.mouse.up();
    await second.page.waitForSelector(".summary:has-text('This photo has changed')");
    await first.page.click("#undo-last");
    await first.page.waitForSelector(".notice:has-text('Taken back')");
    await first.context.close();
    await second.context.close();
  });

  test("whoever may not take a decision back sees whose it is", async () => {
    const first = await signedIn(site, site.users.senior);
    const second = await signedIn(site, site.users.teacher);
    const id = await pool.take(first.page, "plain", { keep: true });
    await openPhoto(first.page, id);
    await openPhoto(second.page, id);
    await first.page.keyboard.press("b");
    await second.page.waitForSelector(`.status .banner:has-text('${site.users.senior.name} blocked it')`, { timeout: 9000 });
    await first.page.click("#undo-last");
    await first.page.waitForSelector(".notice:has-text('Taken back')");
    await first.context.close();
    await second.context.close();
  });

  test("a lost connection loses no word, and says so", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher, { size: "tablet" });
    const id = await pool.take(page, "plain", { keep: true });
    await openPhoto(page, id);
    await page.fill("#note", kNote);
    await context.setOffline(true);
    await page.click("#do-block");
    await page.waitForSelector(".notice:has-text('No connection')");
    await page.waitForSelector(".summary:has-text('Nothing was lost')");
    assert.equal(await page.inputValue("#note"), kNote);
    await context.setOffline(false);
    await page.reload();
    await page.waitForSelector("#note");
    assert.equal(await page.inputValue("#note"), kNote);
    assert.equal((await photoOf(page, id)).state, "waiting");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("what could not be fetched comes by itself when the connection is back", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    const id = await pool.take(page, "plain", { keep: true });
    await openPhoto(page, id);
    const next = await page.evaluate(() => document.getElementById("step1").getAttribute("aria-disabled")) === null ? "j" : "k";
    await context.setOffline(true);
    await page.keyboard.press(next);
    await page.waitForSelector("h1:has-text('could not be fetched')");
    await page.waitForSelector(".notice:has-text('tries again by itself')");
    await context.setOffline(false);
    await page.waitForSelector("#do-block", { timeout: 9000 });
    assert.equal(await page.locator(".notice:has-text('No connection')").count(), 0);
    for (const [to, there] of [["channels", ".card b:has-text('newsletter')"], ["release", ":text('cleared')"]]) {
      await context.setOffline(true);
      await page.evaluate((hash) => { location.hash = hash; }, `#/${to}`);
      await page.waitForSelector("main :text('no connection to photogate')");
      await context.setOffline(false);
      await page.waitForFunction(() => !/no connection to photogate/.test(document.querySelector("main").textContent), null, { timeout: 9000 });
      await page.waitForSelector(`main ${there}`);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("an ended session hides the photo and gives the words back to the same person only", async () => {
    const { page, context } = await signedIn(site, site.users.teacher);
    const id = await pool.take(page, "plain", { keep: true });
    await openPhoto(page, id);
    await page.fill("#note", kNote);
    await ask(page, "/session", "DELETE");
    await page.click("#do-block");
    await page.waitForSelector("#password");
    assert.equal(await page.$(".stage"), null);
    await signIn(page, site.users.teacher);
    await page.waitForSelector("#note");
    assert.equal(await page.inputValue("#note"), kNote);
    await page.click("#sign-out");
    await page.waitForSelector("#password");
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0);
    assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0);
    await signIn(page, site.users.senior);
    await page.waitForSelector("#note");
    assert.equal(await page.inputValue("#note"), "");
    await context.close();
  });

  test("nothing is cleared while a point lacks, and each lack leads to its place", async () => {
    const { page, context } = await signedIn(site, site.users.teacher, { size: "phone" });
    const id = await pool.take(page, "plain", { keep: true });
    await openPhoto(page, id);
    await page.click("#do-clear");
    await page.waitForSelector(".summary");
    const lines = await page.$$eval(".summary li", (items) => items.map((item) => item.textContent));
    const open = (await photoOf(page, id)).questions.filter(({ mine, answerable, standing }) => mine === null && answerable && standing !== "set_aside").length;
    assert.equal(lines.length, 5 + open, lines.join("|"));
    await page.click(".summary li:last-child button");
    assert.match(await page.evaluate(() => document.activeElement.id), /^check-.*-yes$/);
    await page.keyboard.press("c");
    assert.equal((await photoOf(page, id)).state, "waiting");
    await context.close();
  });

  test("the score is not told before the answer, which leaves the pictures that were seen where they are", async () => {
    const { page, context, faults } = await signedIn(site, site.users.senior, { size: "tablet" });
    const id = await pool.take(page, "identity", { keep: true });
    await openPhoto(page, id);
    const { questions } = await photoOf(page, id);
    const question = questions.find((entry) => entry.choices[0].answer === "different");
    assert.equal(question.score, null);
    assert.doesNotMatch(await page.textContent("#panel"), /distance/i);
    const seen = `#question-${question.id} .pair img`;
    const loaded = (images) => images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0);
    for (const image of await page.$$(seen)) await image.scrollIntoViewIfNeeded();
    await page.waitForFunction(`(${loaded})([...document.querySelectorAll(${JSON.stringify(seen)})])`);
    const addresses = (images) => images.map((image) => image.getAttribute("src"));
    const shown = await page.$$eval(seen, addresses);
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    // Out of sight, where nothing is fetched.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.evaluate((button) => document.getElementById(button).click(), `answer-${question.id}-not_sure`);
    await page.waitForSelector(".score", { state: "attached" });
    assert.match(await page.textContent(".score"), /\d\.\d\d/);
    assert.ok(await page.$$eval(seen, loaded));
    assert.deepEqual(await page.$$eval(seen, addresses), shown);
    assert.deepEqual(asked.filter((path) => shown.includes(path)), []);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("keys do nothing while somebody writes, and can be switched off", async () => {
    const { page, context } = await signedIn(site, site.users.teacher);
    const id = await pool.take(page, "plain", { keep: true });
    await openPhoto(page, id);
    await page.focus("#note");
    await page.keyboard.type("b u e c");
    assert.equal((await photoOf(page, id)).state, "waiting");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await page.waitForSelector("#keys-on");
    assert.ok((await page.$$(".keys dt")).length > 20);
    await page.click("#keys-on");
    await page.keyboard.press("Escape");
    await page.keyboard.press("b");
    await page.waitForTimeout(300);
    assert.equal((await photoOf(page, id)).state, "waiting");
    await context.close();
  });
}
