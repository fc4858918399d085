// Cleared photos handed over, where they went, and files verified just before they are published.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "./testing.mjs";
import { ask, signedIn } from "./browser.mjs";
import { look } from "./access.mjs";

const sample = (name) => fileURLToPath(new URL(`../../../samples/photos/${name}`, import.meta.url));

const to = async (page, hash, selector) => {
  await page.evaluate((where) => { location.hash = where; }, hash);
  await page.waitForSelector(selector);
};

// By the pointer, or with the focus and a key.
async function act(page, how, selector, key = "Enter") {
  if (how === "mouse") return page.click(selector);
  await page.focus(selector);
  return page.keyboard.press(key);
}

const sheet = (page) => to(page, "#/release?channel=newsletter", ".sheet li");
const seen = (page) => page.waitForFunction(() => document.querySelector(".sheet img")?.naturalWidth > 0);

async function recordPlace(page, how, selector, fill, save = "#place-save") {
  await act(page, how, selector);
  await page.waitForSelector("#place-url");
  await act(page, how, save);
  await page.waitForSelector("dialog .summary:has-text('Enter an address, or name the issue')");
  for (const [id, text] of Object.entries(fill)) await page.fill(id, text);
  await act(page, how, save);
  await page.waitForSelector("dialog", { state: "detached" });
}

export function releaseTests(site) {
  const leave = { phone: 3, tablet: 2, desktop: 0 };
  for (const [size, how, scheme] of [["phone", "mouse", "light"], ["tablet", "keyboard", "dark"], ["desktop", "mouse", "light"]]) {
    test(`a batch is looked through, released and its place recorded by ${how} on a ${size}`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.teacher, { size, scheme });
      await sheet(page);
      await seen(page);
      const all = await page.locator(".sheet li").count();
      const kept = all - leave[size];
      assert.ok(kept > 0, `${all} photos are not enough`);
      // Those in doubt stay behind.
      for (let number = all; number > kept; --number) {
        await act(page, how, `#leave-out-${number}`);
        await page.waitForSelector(`#photo-${number}.out`);
      }
      if (leave[size]) {
        await act(page, how, "#leave-out-1");
        await act(page, how, "#leave-out-1");
        assert.equal(await page.getAttribute("#leave-out-1", "aria-pressed"), "false");
        // Not before every point was agreed to.
        await act(page, how, "#release-now");
        await page.waitForSelector(".summary:has-text('Say yes to every point: 5 are open')");
        await page.check("#point-dress");
      }
      assert.equal(await page.textContent("#release-now"), `Release ${kept} photo${kept === 1 ? "" : "s"} to newsletter`);
      await look(page, `release-sheet-${size}-${scheme}`);
      // A plain batch takes these two and no more.
      if (how === "mouse") await page.click("#all-points");
      else await page.keyboard.press("y");
      await act(page, how, "#release-now");
      await page.waitForSelector(".notice:has-text('is made')");
      await page.waitForSelector(leave[size] ? ".sheet li" : "#batch .empty");
      if (leave[size]) assert.equal(await page.locator(".sheet li").count(), leave[size]);
      const { releases } = await ask(page, "/releases");
      const made = releases[0];
      assert.deepEqual([made.photos, made.by, made.looked_by, made.channel, made.finished], [kept, site.users.teacher.name, site.users.teacher.name, "newsletter", true]);

      await recordPlace(page, how, "#released-place", { "#place-url": `https://school.example/${size}` });
      await page.waitForSelector(`#release-${made.release}:has-text('https://school.example/${size}') .badge:has-text('Published')`);
      // Also later, and more than one.
      await recordPlace(page, how, `#place-${made.release}`, { "#place-issue": "Newsletter 14", "#place-day": "2026-01-15" });
      await page.waitForSelector(`#release-${made.release}:has-text('Newsletter 14, 15 January 2026')`);
      await act(page, how, `#files-${made.release}`);
      await page.waitForSelector(`dialog .entries li >> nth=${kept - 1}`);
      await page.keyboard.press("Escape");
      await look(page, `release-list-${size}-${scheme}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("a release is taken along as a ZIP, which verify accepts", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    await to(page, "#/release", ".zip");
    const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30000 }), page.click(".zip")]);
    assert.match(download.suggestedFilename(), /^\d{4}-\d\d-\d\d-release-\d+\.zip$/);
    const path = await download.path();
    assert.equal(readFileSync(path).subarray(0, 2).toString(), "PK");
    await to(page, "#/verify", "#verify-files");
    await page.selectOption("#verify-channel", "newsletter");
    await page.setInputFiles("#verify-files", path);
    await page.waitForSelector("#verify-verdict .banner.clear", { timeout: 30000 });
    assert.match(await page.textContent("#verify-verdict"), /may be published on newsletter\./);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a channel without owners says so, and whoever may not release is told why", async () => {
    const { page, context } = await signedIn(site, site.users.teacher);
    await to(page, "#/release?channel=press", "#channel-why-not");
    assert.match(await page.textContent("#channel-why-not"), /Nothing can be released to press.*fewer than two owners/);
    assert.equal(await page.$("#release-now"), null);
    await context.close();
    const admin = await signedIn(site, site.users.admin);
    await to(admin.page, "#/release", ".banner:has-text('You can look but not release')");
    assert.equal(await admin.page.$(".zip"), null);
    await admin.page.waitForSelector("#releases .card");
    const { status } = await ask(admin.page, "/releases/batch", "POST", { channel: "newsletter" });
    assert.equal(status, 403);
    await admin.context.close();
  });

  test("a batch that changed under somebody's eyes is shown anew and not released", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    // The server's answer as it is when a photo was added meanwhile.
    await page.route("**/api/v1/releases", (route) => (route.request().method() !== "POST" ? route.continue() : route.fulfill({
      status: 409, contentType: "application/json",
      body: JSON.stringify({ error: { code: "changed", message: "The batch is not the one that you looked through any more. Look again." } }),
    })));
    await page.route("**/api/v1/releases/batch", async (route) => route.fulfill({
      contentType: "application/json",
      body: JSON.stringify({ batch: { channel: "newsletter", event: null, code: "0a1b2c3d", left_out: [{ file: "gone.jpg", standing: "no_longer_permitted", text: "Take it out." }], points: [{ id: "dress", text: "Everybody is appropriately dressed" }], photos: [{ number: 1, file: "a.jpg", event: null, credit: "A. Studio", released_before: 3, picture: "/icon.svg" }], all_released_before: 3 } }),
    }));
    await sheet(page);
    await page.waitForSelector(".left-out:has-text('gone.jpg') .badge:has-text('Do not publish')");
    await page.click("#all-points");
    await page.click("#release-now");
    await page.waitForSelector(".summary:has-text('handed over once more')");
    await page.check("#release-again");
    await page.click("#release-now");
    await page.waitForSelector(".summary:has-text('Look again')");
    // What was ticked for the other batch does not count for this one.
    assert.equal(await page.isChecked("#point-dress"), false);
    assert.deepEqual(faults, []);
    await context.close();
  });
}

export function verifyTests(site) {
  for (const [size, how, scheme] of [["phone", "keyboard", "dark"], ["tablet", "mouse", "light"], ["desktop", "keyboard", "light"]]) {
    test(`files are verified by ${how} on a ${size}, each with its answer`, async () => {
      const { page, context, faults } = await signedIn(site, site.users.senior, { size, scheme });
      await to(page, "#/verify", "#verify-files");
      await page.setInputFiles("#verify-files", sample("clip.mp4"));
      await page.waitForSelector("#verify-channel-error:not([hidden])");
      assert.equal(await page.$("#verify-outcomes li"), null);
      if (how === "keyboard") {
        await page.focus("#verify-channel");
        await page.keyboard.type("newsl");
        assert.equal(await page.inputValue("#verify-channel"), "newsletter");
      } else {
        await page.selectOption("#verify-channel", "newsletter");
      }
      // The original that says nothing is the cleared copy, byte for byte; the other's metadata is not.
      const files = ["corridor.png", "empty-hall.jpg", "portrait.jpg", "clip.mp4"].map(sample);
      if (how === "keyboard") {
        const [chooser] = await Promise.all([page.waitForEvent("filechooser"), act(page, how, "#verify-files", "Space")]);
        await chooser.setFiles(files);
      } else {
        await drop(page, files);
      }
      await page.waitForSelector("#verify-verdict .banner.block", { timeout: 60000 });
      assert.match(await page.textContent("#verify-verdict"), /1 of 4 may be published on newsletter\. Do not publish the 3 that are marked\./);
      const cards = await page.locator("#verify-outcomes .card").allTextContents();
      for (const [at, pattern] of [/May be published.*corridor\.png/, /Changed since.*empty-hall\.jpg.*Use the cleared copy/, /Never cleared.*portrait\.jpg/, /A video.*clip\.mp4/].entries()) {
        assert.match(cards[at], pattern);
        assert.doesNotMatch(cards[at], /`| --|photogate (channel|release|verify|doctor)/);
      }
      await look(page, `verify-${size}-${scheme}`);
      // For another channel it is another question.
      await page.selectOption("#verify-channel", "website");
      assert.equal(await page.$("#verify-outcomes li"), null);
      await page.setInputFiles("#verify-files", sample("corridor.png"));
      await page.waitForSelector("#verify-outcomes .card:has-text('Cleared for another channel'):has-text('for newsletter')");
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("a permission that ends between two looks changes the answer", async () => {
    const { page, context } = await signedIn(site, site.users.teacher);
    await to(page, "#/release", ".zip");
    const { releases } = await ask(page, "/releases");
    const first = releases[releases.length - 1];
    const [download] = await Promise.all([page.waitForEvent("download", { timeout: 30000 }), page.click(`#release-${first.release} .zip`)]);
    const path = await download.path();
    const outcome = async (pattern) => {
      await page.setInputFiles("#verify-files", path);
      await page.waitForSelector("#verify-verdict .banner", { timeout: 60000 });
      assert.match(await page.textContent("#verify-verdict"), pattern);
    };
    await to(page, "#/verify", "#verify-files");
    await page.selectOption("#verify-channel", "newsletter");
    await outcome(/All \d+ pictures may be published/);
    const clerk = await signedIn(site, site.users.office);
    const say = async (statement) => {
      const { status } = await ask(clerk.page, "/register/permissions", "POST", { person: "P107", use: "newsletter", statement, from: (await ask(clerk.page, "/session")).today, given_by: "mother" });
      assert.equal(status, 200);
    };
    await say("withdrawn");
    await to(page, "#/queue", "main h1");
    await to(page, "#/verify", "#verify-files");
    await outcome(/\d of \d may be published on newsletter\. Do not publish/);
    await page.waitForSelector("#verify-outcomes .inside .badge:has-text('Do not publish')");
    // The release is not handed out again either.
    await to(page, "#/release", ".zip");
    await page.click(`#release-${first.release} .zip`);
    await page.waitForSelector("#notice-zip:has-text('may not be published now')", { timeout: 30000 });
    await say("granted");
    await clerk.context.close();
    await context.close();
  });
}

async function drop(page, files) {
  const given = files.map((path) => ({ name: path.split("/").pop(), text: readFileSync(path).toString("base64") }));
  await page.evaluate((list) => {
    const data = new DataTransfer();
    for (const { name, text } of list) data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
    document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, given);
}
