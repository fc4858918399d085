// Photos looked at once more. A new home has none of last week, so what is drawn and what follows
// from an answer are given here; the server's own part is in samples_test.cpp.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { ask, signedIn } from "./browser.mjs";
import { look } from "./access.mjs";

const json = (route, body, status = 200) => route.fulfill({ status, contentType: "application/json", body: JSON.stringify(body) });

// The photos wait in the order given; each answer is kept in `said`.
async function give(page, ids, outcomes) {
  const said = [];
  await page.route("**/api/v1/samples/next", (route) => {
    const at = said.length;
    return json(route, { left: ids.length - at, sample: at < ids.length ? { sample: at + 1, photo: ids[at], channel: "newsletter", event: null } : null });
  });
  await page.route("**/api/v1/samples/*/answer", (route) => {
    const number = Number(route.request().url().split("/").at(-2));
    const { answer } = route.request().postDataJSON();
    const outcome = outcomes[said.length];
    said.push([number, answer]);
    return outcome.error ? json(route, { error: { code: "unavailable", message: outcome.error } }, 503) : json(route, { ...outcome, photo: ids[number - 1] });
  });
  return said;
}

export function sampleTests(site) {
  const kept = { taken_out: false, released: false }, out = {
    taken_out: true, released: true,
    releases: [{ release: 3, channel: "website", at: "2026-11-20T12:00:00Z", place: "released/website/2026-11-20-release-3", files: ["fair.jpg"], owners: ["Ann", "Fay"],
      published: [{ url: "", issue: "Newsletter 14", published: "2026-11-20", note: "", at: "", by: "Ann" }] }],
  };
  for (const [size, how, scheme] of [["phone", "mouse", "light"], ["tablet", "keyboard", "dark"], ["desktop", "keyboard", "light"]]) {
    test(`photos of last week are looked at once more by ${how} on a ${size}`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.teacher, { size, scheme });
      const { photos: all } = await ask(page, "/queue");
      const photos = all.filter((photo) => photo.state !== "unreadable");
      assert.ok(photos.length >= 3, "too few photos wait");
      const said = await give(page, photos.slice(0, 3).map((photo) => photo.id), [kept, out, { error: "Your answer is kept, but the copy could not be taken out." }]);
      const answer = async (what, key) => (how === "mouse" ? page.click(`#sample-${what}`) : page.keyboard.press(key));
      await page.evaluate(() => { location.hash = "#/samples"; });
      for (const [left, what, key] of [[3, "fine", "1"], [2, "must-not-be-seen", "2"], [1, "something-else", "3"]]) {
        await page.waitForSelector(`section:has-text('${left} photo')`);
        await page.waitForFunction(() => document.getElementById("sample-picture")?.naturalWidth > 0);
        // Nothing tells how it was cleared, nor who is in it.
        const shown = await page.textContent("section[aria-labelledby=sample-title]");
        assert.doesNotMatch(shown, /face|match|distance|without a person|reviewed|cleared by/i);
        if (left === 3) await look(page, `sample-${size}-${scheme}`);
        await answer(what, key);
        await page.waitForFunction((count) => document.getElementById("sample-title") === null || document.querySelector("section").textContent.includes(`${count} photo`), left - 1);
        assert.equal(await page.locator("#sample-outcome").count(), left === 2 ? 1 : 0);
        if (left === 2) {
          assert.match(await page.textContent("#sample-outcome"), /taken out of the cleared folder, but it was released already.*Release 3 for website.*fair\.jpg.*Newsletter 14, 20 November 2026.*Ask Ann or Fay/s);
          assert.equal(await page.getAttribute("#sample-outcome a:last-of-type", "href"), `#/photo/${photos[1].id}`);
          await look(page, `sample-outcome-${size}-${scheme}`);
        }
      }
      await page.waitForSelector(".empty:has-text('no photo to look at again')");
      // What went wrong with the last one is still to be read.
      await page.waitForSelector(".summary:has-text('could not be taken out')");
      assert.deepEqual(said, [[1, "fine"], [2, "must-not-be-seen"], [3, "something-else"]]);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("a new home has nothing to look at again, and says when it will", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    await page.evaluate(() => { location.hash = "#/samples"; });
    await page.waitForSelector(".empty:has-text('New ones come each Monday')");
    assert.deepEqual(faults, []);
    await context.close();
  });
}
