// Who may set aside what only names tell, and how much of a head a cover has to hide.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import test from "./testing.mjs";
import { ask, openPhoto, photoOf, signedIn } from "./browser.mjs";
import { drag } from "./decisions.mjs";

const shots = process.env.PHOTOGATE_SCREENSHOTS;

async function look(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function photoNamed(page, name) {
  const { photos } = await ask(page, "/queue");
  for (const { id } of photos) {
    const photo = await photoOf(page, id);
    if (photo.file_name === name) return photo;
  }
  throw new Error(`no photo is called ${name}`);
}

const kPeople = ["Amir Shah", "Bea Lowe", "Cal Reed", "Dora Finch", "Eli Stone", "Fern Hale", "Gus Orme", "Hana Vale"];
const kWhy = "Who it may be is shown to senior leaders, the safeguarding lead and the data protection lead only. Pass it on to one of them.";

// The server's answer about a photo that is held for eight people without a reference picture.
function heldForPeople(photo, named) {
  const numbers = kPeople.map((_, at) => `case-10000${at}`);
  const choices = named ? [{ answer: "fine", label: "None of them" }, { answer: "problem", label: "There is a problem" }, { answer: "not_sure", label: "Not sure" }]
    : [{ answer: "not_sure", label: "Not sure" }, { answer: "problem", label: "There is a problem" }];
  const question = {
    id: "protected-without-template-x-0", code: "protected_without_template", effect: "review", face: null, box: null,
    text: `8 people who must not appear on this channel cannot be recognised by face and may be in this photo. Somebody who knows them must look. They are: ${(named ? kPeople : numbers).join(", ")}.`,
    ask: "Is any of these people in this photo?", choices, references: [], who: named ? kPeople : null, needs_names: named ? null : kWhy,
    people: 1, senior: false, overridable: false, answerable: true, mine: null, given: [], standing: "open", score: null,
  };
  const may = named ? photo.may : photo.may.filter((act) => act !== "clear");
  return { ...photo, questions: [question], headline: question.text, may, why_not: named ? photo.why_not : { ...photo.why_not, clear: kWhy } };
}

export function coverTests(site, pool) {
  for (const [role, size] of [["teacher", "phone"], ["senior", "desktop"]]) {
    test(`of people whom only names tell the ${role} sees what they may, on a ${size}`, async () => {
      const { page, context, faults } = await signedIn(site, site.users[role], { size });
      const id = await pool.take(page, "plain", { keep: true });
      const named = role === "senior";
      await page.route(`**/api/v1/photos/${id}`, async (route) => {
        const { photo } = await (await route.fetch()).json();
        await route.fulfill({ json: { photo: heldForPeople(photo, named) } });
      });
      await openPhoto(page, id);
      const text = await page.textContent("#questions");
      await page.locator("#questions").scrollIntoViewIfNeeded();
      await look(page, `names-${role}-${size}`);
      for (const name of kPeople) assert.equal(text.includes(name), named, name);
      assert.match(text, /8 people who must not appear/);
      assert.match(text, /Is any of these people in this photo\?/);
      assert.equal(await page.locator(".question .choices button").count(), named ? 3 : 2);
      if (!named) {
        assert.match(text, /only.*Pass it on/);
        assert.doesNotMatch(text, /case-/);
        assert.equal(await page.getAttribute("#do-clear", "aria-disabled"), "true");
        await page.click("#pass-protected-without-template-x-0");
        await page.waitForSelector("dialog[open] #escalate-note");
      } else {
        assert.equal(await page.locator(".question .whom li").count(), kPeople.length);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("a box drawn over a face covers the whole head, and what a crop leaves of one is told", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    const { id, faces, width, height } = await photoNamed(page, "twins.jpg");
    const [x, y, w, h] = faces[0].box;
    await openPhoto(page, id);
    await page.keyboard.press("v");
    await page.waitForSelector("#cover-title");
    const before = await page.locator(".box.fill").count();
    const stage = await page.locator("#stage").boundingBox();
    const image = await page.locator(".stage > img").boundingBox();
    const at = (px, py) => [(image.x - stage.x + px / width * image.width) / stage.width, (image.y - stage.y + py / height * image.height) / stage.height];
    await page.click("#cover-draw");
    await page.waitForSelector(".draw-hint");
    await drag(page, at(x, y), at(x + w, y + h));
    await page.waitForSelector("#cover-whole-heads:has-text('Face 1 is hidden by a box')");
    assert.equal(await page.locator(".box.fill").count(), before + 2);
    await look(page, "cover-box-plan");
    await page.click("#cover-make");
    await page.waitForSelector("#cover-result");
    let { cover, questions } = await photoOf(page, id);
    assert.deepEqual(cover.faces, [0]);
    assert.equal(cover.drawn.length, 1);
    const head = cover.boxes[1];
    assert.ok(head[0] < x - 0.3 * w && head[1] < y - 0.5 * h && head[2] > 1.6 * w && head[3] > 1.8 * h, String(head));
    assert.ok(!questions.some((question) => question.face === 0));
    await page.waitForFunction(() => /pictures\/cover/.test(document.querySelector(".stage > img").src));
    await look(page, "cover-box-made");
    // The face alone is cut off: the hair beside it still tells who it is.
    const { photo } = await ask(page, `/photos/${id}/cover`, "POST", { version: (await photoOf(page, id)).version, crop: [x + w + 2, 0, width - x - w - 2, height] });
    ({ cover, questions } = photo);
    assert.deepEqual(cover.faces, []);
    assert.deepEqual(cover.partly, [0]);
    assert.ok(questions.some((question) => question.face === 0 && question.standing !== "set_aside"));
    await page.reload();
    await openPhoto(page, id);
    await page.keyboard.press("v");
    await page.waitForSelector("#cover-result.warn #cover-partly:has-text('head of face 1 can still be seen')");
    assert.doesNotMatch(await page.textContent("#cover-result"), /is safe/);
    await look(page, "cover-crop-partly");
    await ask(page, `/photos/${id}/cover/remove`, "POST", { version: (await photoOf(page, id)).version });
    assert.deepEqual(faults, []);
    await context.close();
  });
}
