// Looking at a photo: zoom and pan by mouse, touch and keys; moving about; where the focus goes.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { openPage, openPhoto, photoOf, signIn, signedIn } from "./browser.mjs";
import { drag } from "./decisions.mjs";

// How the picture stands in its window: its width and where it begins.
const stand = (page) => page.evaluate(() => {
  const image = document.querySelector(".stage > img").getBoundingClientRect();
  const stage = document.getElementById("stage").getBoundingClientRect();
  return { width: Math.round(image.width), x: Math.round(image.x - stage.x), y: Math.round(image.y - stage.y), stage: Math.round(stage.width), high: Math.round(image.height), stageHigh: Math.round(stage.height) };
});

const gone = (page) => page.waitForTimeout(60);

export function lookingTests(site, pool) {
  test("a photo fits, and comes closer by wheel, buttons and keys", async () => {
    const { page, context, faults } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "withFace", { keep: true }));
    const whole = await stand(page);
    assert.ok(whole.width <= whole.stage && whole.high <= whole.stageHigh);
    assert.ok(whole.width >= whole.stage - 2 || whole.high >= whole.stageHigh - 2);
    const steps = {
      keys: () => page.keyboard.press("+"),
      buttons: () => page.click(".stage-tools button:last-child"),
      wheel: async () => {
        await page.hover("#stage");
        await page.mouse.wheel(0, -400);
      },
    };
    for (const [name, closer] of Object.entries(steps)) {
      await closer();
      await gone(page);
      assert.ok((await stand(page)).width > whole.width * 1.2, name);
      await page.keyboard.press("0");
      await gone(page);
      assert.deepEqual(await stand(page), whole, name);
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a photo that is close moves by dragging, arrow keys and the small map", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "withFace", { keep: true }));
    for (let i = 0; i < 4; ++i) await page.keyboard.press("+");
    const before = await stand(page);
    await drag(page, [0.5, 0.5], [0.6, 0.6]);
    const dragged = await stand(page);
    assert.ok(dragged.x > before.x && dragged.y > before.y);
    await page.focus("#stage");
    await page.keyboard.press("ArrowRight");
    assert.ok((await stand(page)).x < dragged.x);
    await page.click(".map", { position: { x: 3, y: 3 } });
    const corner = await stand(page);
    assert.deepEqual([corner.x, corner.y], [0, 0]);
    await context.close();
  });

  test("two fingers bring a photo closer on a tablet", async () => {
    const { page, context } = await signedIn(site, site.users.senior, { size: "tablet" });
    await openPhoto(page, await pool.take(page, "withFace", { keep: true }));
    const before = await stand(page);
    const box = await page.locator("#stage").boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const touch = await context.newCDPSession(page);
    const fingers = (apart) => [{ x: x - apart, y, id: 1 }, { x: x + apart, y, id: 2 }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: fingers(40) });
    for (const apart of [60, 90, 130]) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: fingers(apart) });
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await gone(page);
    assert.ok((await stand(page)).width > before.width * 1.5);
    await context.close();
  });

  test("boxes stay on their faces at any size, with words and a shape beside the colour", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    const id = await pool.take(page, "group", { keep: true });
    await openPhoto(page, id);
    const where = () => page.evaluate(() => {
      const image = document.querySelector(".stage > img").getBoundingClientRect();
      return [...document.querySelectorAll(".box[data-face]")].map((node) => {
        const box = node.getBoundingClientRect();
        return { at: [(box.x - image.x) / image.width, (box.y - image.y) / image.height], words: node.textContent, line: getComputedStyle(node).borderTopStyle };
      });
    });
    const before = await where();
    assert.ok(before.every((box) => /^\d+/.test(box.words)));
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    const after = await where();
    before.forEach((box, i) => box.at.forEach((part, axis) => assert.ok(Math.abs(part - after[i].at[axis]) < 0.01)));
    await page.keyboard.press("f");
    await page.waitForSelector(".box.picked");
    assert.equal(await page.getAttribute("#face-0", "aria-pressed"), "true");
    await context.close();
  });

  test("no label lies on another face, whole and close up, on a phone and at 200 % zoom", async () => {
    // A window of 1366 by 850 at 200 % zoom is one of half as many pixels.
    for (const shape of [{ width: 360, height: 740 }, { width: 683, height: 425 }]) {
      const { page, context } = await signedIn(site, site.users.senior, shape);
      const id = await pool.take(page, "group", { keep: true });
      await openPhoto(page, id);
      const look = () => page.evaluate(() => {
        const rect = (node) => node.getBoundingClientRect();
        const stage = rect(document.getElementById("stage"));
        const boxes = [...document.querySelectorAll(".box[data-face]")];
        const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0;
        const shown = boxes.filter((box) => !box.firstElementChild.hidden);
        return {
          over: shown.flatMap((box) => boxes.filter((other) => other !== box && meets(rect(box.firstElementChild), rect(other)))).length,
          away: shown.filter((box) => !meets(rect(box), stage)).length, shown: shown.length,
        };
      });
      const faces = (await photoOf(page, id)).faces.length;
      for (let i = 0; i <= faces; ++i) {
        const { over, away, shown } = await look();
        assert.deepEqual({ over, away }, { over: 0, away: 0 }, `after ${i} faces close up`);
        assert.ok(shown > 0);
        await page.keyboard.press("f");
      }
      await context.close();
    }
  });

  test("an objection in a group asks for the face, with its picture, and ticks none by itself", async () => {
    const { page, context, faults } = await signedIn(site, site.users.senior, { size: "phone" });
    const id = await pool.take(page, "group", { keep: true });
    await openPhoto(page, id);
    await page.keyboard.press("o");
    await page.waitForSelector("#object-sure");
    assert.equal(await page.locator("#object-face input:checked").count(), 0);
    assert.notEqual(await page.evaluate(() => document.activeElement.id), "object-sure");
    await page.waitForFunction(() => document.querySelector("#object-face img")?.naturalWidth > 0);
    await page.focus("#object-sure");
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog .summary:has-text('Choose the face')");
    await page.screenshot({ path: `${process.env.PHOTOGATE_SCREENSHOTS}/objection-phone.png` });
    await page.keyboard.press("Escape");
    assert.equal((await photoOf(page, id)).history.length, 0);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("boxes that were hidden come back when a cover is planned", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "withFace", { keep: true }));
    await page.keyboard.press("h");
    assert.equal(await page.isVisible(".box"), false);
    await page.keyboard.press("v");
    await page.waitForSelector("#cover-title");
    await page.keyboard.press("1");
    await page.waitForSelector(".box.fill", { state: "visible" });
    await page.keyboard.press("h");
    assert.equal(await page.isVisible(".box.fill"), true);
    await page.keyboard.press("1");
    await page.click("#cover-close");
    await context.close();
  });

  test("the help names the keys that tick the first three faces too", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "plain", { keep: true }));
    await page.keyboard.press("?");
    const row = page.locator("dialog .keys dl > div", { hasText: "tick face 1 to 9" });
    assert.match(await row.innerText(), /1 or 2 or 3 or 4/);
    await context.close();
  });

  test("the list is walked, filtered and opened by keys, and the focus follows", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await page.waitForSelector("a.card");
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement.id);
    await page.keyboard.press("ArrowDown");
    const second = await page.evaluate(() => document.activeElement.id);
    assert.ok(first.startsWith("card-") && second.startsWith("card-") && first !== second);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".photo-head h1");
    await page.waitForFunction(() => document.activeElement.tagName === "H1");
    await page.keyboard.press("j");
    await page.waitForFunction((id) => !location.hash.includes(id), second.slice(5));
    await page.keyboard.press("Escape");
    await page.waitForSelector("a.card");
    const all = (await page.$$("a.card")).length;
    const value = await page.$eval("#by-reason option:nth-child(2)", (option) => option.value);
    await page.selectOption("#by-reason", value);
    await page.waitForFunction((count) => document.querySelectorAll("a.card").length < count, all);
    assert.match(page.url(), /reason=/);
    await page.click("#no-filter");
    await page.waitForFunction((count) => document.querySelectorAll("a.card").length === count, all);
    await context.close();
  });

  test("a question in front gives the focus back to what opened it", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "plain", { keep: true }));
    await page.focus("#do-delete");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#delete-not");
    for (let i = 0; i < 6; ++i) {
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest("dialog") !== null), "the focus left the question");
    }
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "do-delete");
    await context.close();
  });

  test("two minutes before the session ends the page asks", async () => {
    const { page, context } = await openPage(site);
    await page.clock.install();
    await page.reload();
    await page.waitForSelector("#name");
    await signIn(page, site.users.senior);
    await page.clock.fastForward("27:00");
    assert.equal(await page.$("dialog"), null);
    await page.clock.fastForward("01:30");
    await page.waitForSelector("dialog:has-text('Are you still there?')");
    await page.click("dialog button:has-text('Stay signed in')");
    await page.waitForSelector("dialog", { state: "detached" });
    await context.close();
  });
}
