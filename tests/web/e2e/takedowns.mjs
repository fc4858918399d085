// What is to be taken down, and its end with the proof. Comes after releases.mjs: what was released
// there is where somebody can still be seen.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import test from "./testing.mjs";
import { ask, signedIn } from "./browser.mjs";
import { look } from "./access.mjs";

const shot = fileURLToPath(new URL("../../../samples/photos/empty-hall.jpg", import.meta.url));

async function act(page, how, selector) {
  if (how === "mouse") return page.click(selector);
  await page.focus(selector);
  return page.keyboard.press("Enter");
}

async function openPage(page) {
  await page.evaluate(() => { location.hash = "#/takedowns"; });
  await page.waitForSelector(".cards .card");
}

export function takedownTests(site) {
  test("a withdrawal lists every place where the person was published", async () => {
    const { page, context, faults } = await signedIn(site, site.users.office);
    const before = (await ask(page, "/takedowns")).open;
    const { status } = await ask(page, "/register/permissions", "POST", { person: "S201", use: "newsletter", statement: "withdrawn", from: (await ask(page, "/session")).today, given_by: "himself" });
    assert.equal(status, 200);
    const { open, takedowns } = await ask(page, "/takedowns");
    assert.ok(open > before, "the withdrawal opened no task");
    assert.ok(takedowns.some((task) => task.place === "https://school.example/phone"));
    await openPage(page);
    await page.waitForSelector(".card:has-text('https://school.example/phone')");
    assert.doesNotMatch(await page.textContent("main"), /Mensah/);
    assert.deepEqual(faults, []);
    await context.close();
  });

  for (const [size, how, scheme, outcome] of [["phone", "keyboard", "light", "taken-down"], ["tablet", "mouse", "dark", "beyond-reach"], ["desktop", "keyboard", "light", "taken-down"]]) {
    test(`a place is ended as ${outcome} by ${how} on a ${size}, with what is needed`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.office, { size, scheme });
      await openPage(page);
      await look(page, `takedowns-open-${size}-${scheme}`);
      const { open, takedowns } = await ask(page, "/takedowns");
      const task = takedowns.find((each) => !each.by_eye) ?? takedowns[0];
      const proof = outcome === "taken-down" || !task.by_eye;
      // Close enough to see who it is.
      const pictured = takedowns.find((each) => each.photo);
      await act(page, how, `#larger-${pictured.task}`);
      await page.waitForFunction(() => document.querySelector("dialog img.large")?.naturalWidth > 320);
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      const press = `#${outcome}-${task.task}`;
      await act(page, how, press);
      await page.waitForSelector("#end-note");
      await act(page, how, "#end-send");
      await page.waitForSelector("dialog .summary:has-text('Write a few words')");
      if (proof) await page.waitForSelector("dialog .summary:has-text('Choose the file')");
      await look(page, `takedown-end-${size}-${scheme}`);
      // Turning away ends nothing, and the focus is where it was.
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog", { state: "detached" });
      assert.equal(await page.evaluate(() => document.activeElement.id), press.slice(1));
      assert.equal((await ask(page, "/takedowns")).open, open);
      await act(page, how, press);
      await page.fill("#end-note", "Off the news page, the paper ones were handed out");
      if (proof) await page.setInputFiles("#end-proof", shot);
      await act(page, how, "#end-send");
      await page.waitForSelector(press, { state: "detached" });
      assert.equal((await ask(page, "/takedowns")).open, open - 1);
      // On with the next card, or the heading after the last.
      assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest(".card, h1"))), true);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
