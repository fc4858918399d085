// Every decision, by pointer and by keyboard, at three widths, on the same few photos: each is taken
// back at its end.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { kSizes, noticed, openPhoto, photoOf, press, signedIn } from "./browser.mjs";

const kHows = ["mouse", "keyboard"];

// Each: (page, how, id) with the photo open; leaves it as it was.
const decisions = {
  async clear(page, how, id) {
    await answerAll(page, how, id);
    if (how === "keyboard") await page.keyboard.press("y");
    else for (const yes of await page.$$(".check .yes")) await yes.evaluate((node) => document.getElementById(node.id).click());
    await press(page, how, { key: "c", on: "#do-clear" });
    await noticed(page, "is cleared for");
    assert.equal((await photoOf(page, id)).state, "cleared");
    await takeBack(page, how, id);
  },
  async block(page, how, id) {
    await press(page, how, { key: "b", on: "#do-block" });
    await noticed(page, "is blocked");
    assert.equal((await photoOf(page, id)).state, "blocked");
    await takeBack(page, how, id);
  },
  async "pass on"(page, how, id) {
    await press(page, how, { key: "e", on: "#do-escalate" });
    await page.waitForSelector("dialog[open]");
    await page.fill("#escalate-note", "The banner may be controversial");
    await press(page, how, { key: "Tab", on: "dialog button[type=submit]" });
    if (how === "keyboard") await page.keyboard.press("Enter");
    await noticed(page, "is passed on");
    const photo = await photoOf(page, id);
    assert.equal(photo.state, "escalated");
    assert.equal(photo.assigned, "senior-leader");
    await takeBack(page, how, id);
  },
  async cover(page, how, id) {
    await press(page, how, { key: "v", on: "#do-cover" });
    await page.waitForSelector("#cover-title");
    await press(page, how, { key: "1", on: "#cover-face-0" });
    await page.waitForSelector(".box.fill");
    await press(page, how, { key: "p", on: "#cover-make" });
    await page.waitForSelector("#cover-result");
    let photo = await photoOf(page, id);
    assert.ok(photo.cover.faces.includes(0));
    if (photo.cover.safe) {
      await page.waitForFunction(() => /pictures\/cover/.test(document.querySelector(".stage > img").src));
      await press(page, how, { key: "x", on: "#see-before" });
      await page.waitForFunction(() => /pictures\/screen/.test(document.querySelector(".stage > img").src));
    }
    await page.click("#cover-remove");
    await page.waitForSelector("#do-cover");
    photo = await photoOf(page, id);
    assert.equal(photo.cover, null);
  },
  async pixelate(page, how, id) {
    await press(page, how, { key: "v", on: "#do-cover" });
    await page.waitForSelector("#cover-title");
    // One flat colour unless somebody asks for squares.
    assert.ok(await page.isChecked("#cover-fill-0"));
    await press(page, how, { key: "1", on: "#cover-face-0" });
    await page.waitForSelector(".box.fill");
    if (how === "keyboard") {
      await page.focus("#cover-fill-0");
      await page.keyboard.press("ArrowDown");
    } else {
      await page.click("label:has(#cover-fill-1)");
    }
    await page.waitForFunction(() => document.getElementById("cover-fill-1").checked);
    if (how === "keyboard") await page.focus("#cover-title");
    await press(page, how, { key: "p", on: "#cover-make" });
    await page.waitForSelector("#cover-result");
    const photo = await photoOf(page, id);
    assert.equal(photo.cover.fill, "pixelate");
    assert.ok(photo.cover.faces.includes(0));
    assert.ok(await page.isChecked("#cover-fill-1"));
    await page.click("#cover-remove");
    await page.waitForSelector("#do-cover");
    assert.equal((await photoOf(page, id)).cover, null);
  },
  async "missed face"(page, how, id) {
    const before = await photoOf(page, id);
    await press(page, how, { key: "m", on: "#mark-missed" });
    await page.waitForSelector(".draw-hint");
    if (how === "keyboard") {
      for (const key of ["ArrowRight", "ArrowRight", "Shift+ArrowDown", "Enter"]) await page.keyboard.press(key);
    } else {
      await drag(page, [0.3, 0.3], [0.42, 0.45]);
    }
    await page.waitForSelector(".marks li:has-text('Missed face')");
    const after = await photoOf(page, id);
    assert.equal(after.marks.length, before.marks.length + 1);
    assert.equal(after.marks.at(-1).kind, "missed_face");
    await page.click(".marks button:has-text('Remove')");
    await page.waitForFunction(() => !document.querySelector(".marks li"));
    assert.equal((await photoOf(page, id)).marks.length, before.marks.length);
  },
  async "not a face"(page, how, id) {
    if (how === "keyboard") {
      await page.keyboard.press("f");
      await page.focus("#not-a-face");
      await page.keyboard.press("Enter");
    } else {
      await page.click("#face-0");
      await page.click("#not-a-face");
    }
    await page.waitForSelector(".marks li:has-text('Not a face')");
    const photo = await photoOf(page, id);
    assert.equal(photo.faces[0].state, "not_a_face");
    await page.click(".marks button:has-text('Remove')");
    await page.waitForFunction(() => !document.querySelector(".marks li"));
  },
};

// The first answer of each open question: nothing against it.
export async function answerAll(page, how, id) {
  const { questions } = await photoOf(page, id);
  for (const question of questions.filter((entry) => entry.standing === "open" && entry.mine === null)) {
    await press(page, how, { key: "1", on: `#answer-${question.id}-${question.choices[0].answer}` });
    await page.waitForSelector(`#answer-${question.id}-${question.choices[0].answer}[aria-pressed=true]`);
  }
}

export async function takeBack(page, how, id) {
  // "z" works wherever the page went after the decision, the link in the notice too.
  if (how === "keyboard" && await page.$(".photo-head")) {
    await page.waitForTimeout(450);
    await page.keyboard.press("z");
  } else {
    await page.click("#undo-last");
  }
  await noticed(page, "Taken back");
  assert.equal((await photoOf(page, id)).state, "waiting");
}

// From one point of the photo's window to another, both as parts of its size.
export async function drag(page, from, to) {
  const box = await page.locator("#stage").boundingBox();
  const at = ([x, y]) => [box.x + box.width * x, box.y + box.height * y];
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

export function decisionTests(site, pool) {
  for (const size of Object.keys(kSizes)) {
    for (const how of kHows) {
      test(`every decision by ${how} on a ${size}`, async (t) => {
        const { page, context, faults } = await signedIn(site, site.users.teacher, { size });
        const plain = await pool.take(page, "plain", { keep: true });
        const withFace = await pool.take(page, "withFace", { keep: true });
        for (const [name, run] of Object.entries(decisions)) {
          await t.test(name, async () => {
            const id = ["clear", "block", "pass on"].includes(name) ? plain : withFace;
            await openPhoto(page, id);
            await run(page, how, id);
          });
        }
        assert.deepEqual(faults, []);
        await context.close();
      });
    }
  }
}
