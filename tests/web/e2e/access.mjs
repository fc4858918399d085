// For everyone: axe-core on each page, light and dark, at three widths; no sideways scrolling at
// 320 px or 200 % zoom; the focus is seen. The screenshots are for people to look at.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "./testing.mjs";
import { kSizes, openPage, openPhoto, signIn, signedIn } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const kRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const shots = process.env.PHOTOGATE_SCREENSHOTS;

export async function look(page, name, rules = true) {
  if (shots) {
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${name}.png`) });
  }
  if (rules) await runAxe(page, name);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(sideways <= 0, `${name}: ${sideways} px wider than the window`);
}

async function runAxe(page, name) {
  // Evaluated by the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  const violations = await page.evaluate(async (rules) => (await window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] })).violations, kRules);
  assert.deepEqual(violations.map((rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`), [], name);
}

const to = async (page, hash, selector) => {
  await page.evaluate((where) => { location.hash = where; }, hash);
  await page.waitForSelector(selector);
  await page.waitForTimeout(200);
};

async function everyPage(site, pool, page, tag, rules = true) {
  await look(page, `signin-${tag}`, rules);
  await page.click("button[type=submit]");
  await page.waitForSelector(".summary");
  await look(page, `signin-errors-${tag}`, rules);
  await signIn(page, site.users.admin ?? site.users.senior);
  await page.waitForSelector("#keys", { state: "attached" });
  for (const [name, selector] of [["release", ".card, .empty, .soft, .banner"], ["verify", "#verify-files"], ["takedowns", ".card, .empty"], ["samples", "#sample-picture, .empty, .error"], ["people", "#people-search"], ["incidents", "#report"], ["users", "#add-user"], ["channels", ".cards .card, .error"], ["register", "#register-search"], ["account", "#old"]]) {
    await to(page, `#/${name}`, selector);
    await look(page, `${name}-${tag}`, rules);
    if (name !== "channels") continue;
    await page.click("#propose-channel");
    await page.waitForSelector("#channel-name");
    await look(page, `channel-propose-${tag}`, rules);
    await page.keyboard.press("Escape");
  }
  await page.evaluate(() => document.getElementById("sign-out").click());
  await page.waitForSelector("#password");
  await signIn(page, site.users.senior);
  await to(page, "#/register", "#register-search");
  await page.fill("#register-search", "Ivor Penhale");
  await page.click(".results button");
  await page.waitForSelector("#reference-files");
  await page.locator("#reference-files").scrollIntoViewIfNeeded();
  await look(page, `register-person-${tag}`, rules);
  await to(page, "#/queue", "a.card");
  await look(page, `queue-${tag}`, rules);
  for (const kind of ["plain", "blocked", "group"]) {
    await openPhoto(page, await pool.take(page, kind, { keep: true }));
    await look(page, `photo-${kind}-${tag}`, rules);
  }
  await page.keyboard.press("v");
  await page.waitForSelector("#cover-title");
  await page.keyboard.press("1");
  await look(page, `cover-${tag}`, rules);
  await page.keyboard.press("Escape");
  for (const [key, selector, name] of [["?", "#keys-on", "help"], ["Delete", "#delete-sure", "delete"], ["e", "#escalate-note", "escalate"], ["i", "#incident-what", "incident-report"], ["m", ".draw-hint", "draw"]]) {
    await page.waitForTimeout(450);
    await page.keyboard.press(key);
    await page.waitForSelector(selector);
    await look(page, `${name}-${tag}`, rules);
    await page.keyboard.press("Escape");
    await page.waitForSelector(selector, { state: "detached" });
  }
}

export function accessTests(site, pool) {
  // The layout changes with the width and the colours with the scheme, neither with the other.
  for (const [size, scheme] of [...Object.keys(kSizes).map((each) => [each, "light"]), ["tablet", "dark"]]) {
    test(`every page is accessible in ${scheme} on a ${size}`, async () => {
      const { page, context, faults } = await openPage(site, { size, scheme });
      await everyPage(site, pool, page, `${size}-${scheme}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }

  test("at 200 % zoom and at 320 px everything is in one column and nothing is cut off", async () => {
    for (const [tag, options] of [["zoom-200", { width: 683, height: 425, scale: 2 }], ["390px", { width: 390, height: 844 }], ["320px", { width: 320, height: 568 }]]) {
      const { page, context } = await openPage(site, options);
      await everyPage(site, pool, page, tag, false);
      await context.close();
    }
  });

  test("the focus is seen on whatever Tab reaches, and is nowhere trapped", async () => {
    const { page, context } = await signedIn(site, site.users.senior);
    await openPhoto(page, await pool.take(page, "group", { keep: true }));
    await page.keyboard.press("Tab");
    await page.evaluate(() => document.getElementById("skip").focus());
    const seen = new Set();
    for (let i = 0; i < 120; ++i) {
      const at = await page.evaluate(() => {
        const node = document.activeElement;
        const style = getComputedStyle(node);
        const box = node.getBoundingClientRect();
        const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return {
          name: `${node.tagName}#${node.id}.${node.className} ${node.textContent.slice(0, 20)}`, body: node === document.body,
          marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          hidden: !(middle && (node.contains(middle) || middle.contains(node))),
        };
      });
      if (at.body || seen.has(at.name)) break;
      seen.add(at.name);
      assert.ok(at.marked, `no focus is seen on ${at.name}`);
      assert.ok(!at.hidden, `something stands in front of ${at.name}`);
      await page.keyboard.press("Tab");
      await page.waitForTimeout(20);
    }
    assert.ok(seen.size > 20, `Tab reached only ${seen.size} things`);
    await context.close();
  });

  test("nothing moves for people who asked for less motion", async () => {
    const { page, context } = await signedIn(site, site.users.senior, { reducedMotion: "reduce" });
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((node) => {
      const style = getComputedStyle(node);
      return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
    }).length);
    assert.equal(moving, 0);
    await context.close();
  });
}
