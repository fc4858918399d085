// How quick the page is, on this computer, with the real server and the demonstration's photos:
//   PHOTOGATE_SHARED= node tests/web/measure.mjs build/release/photogate build/release/tests/unit/review/test_review
// With the second program the list is also timed over 500 photos, of the same server in that program.
import { spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ask, openPhoto, photoOf, signedIn, startBrowser, stopBrowser } from "./e2e/browser.mjs";
import { startSite } from "./e2e/site.mjs";

const kRounds = 15;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const tell = (what, numbers) => console.log(`${what}: median ${Math.round(median(numbers))} ms, slowest ${Math.round(Math.max(...numbers))} ms of ${numbers.length}`);

const site = await startSite(process.argv[2]);
await startBrowser(process.env.PHOTOGATE_CHROMIUM ?? "/usr/bin/chromium");
const { page, context } = await signedIn(site, site.users.teacher);
await page.waitForSelector("a.card");

// From pressing reload to the list with its first cards drawn, as the page's own clock has it: what
// this program does meanwhile is not part of it.
const ready = async (page, site) => {
  await page.addInitScript(() => {
    const drawn = new MutationObserver(() => {
      if (!document.querySelector("a.card")) return;
      drawn.disconnect();
      // The task after the frame in which they are painted.
      requestAnimationFrame(() => setTimeout(() => { window.cardsDrawn = performance.now(); }));
    });
    drawn.observe(document, { childList: true, subtree: true });
  });
  const times = [];
  for (let i = 0; i < kRounds; ++i) {
    await page.goto(`${site.url}#/queue`);
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => window.cardsDrawn, null, { polling: 100 });
    times.push(await page.evaluate(() => window.cardsDrawn));
    // The rest of the page, so that one round does not slow the next.
    await page.waitForTimeout(700);
  }
  return times;
};
const { photos } = await ask(page, "/queue");
tell(`the list with ${photos.length} photos is ready`, await ready(page, site));

// From the key to the next photo's picture, and from the key to the answer's place on the page.
const shown = [], said = [];
await openPhoto(page, photos[0].id);
for (let i = 1; i < photos.length; ++i) {
  const started = performance.now();
  await page.keyboard.press("j");
  const there = await page.waitForFunction((id) => location.hash.includes(id) && document.querySelector(".photo-head h1") && document.querySelector(".stage > img")?.complete && document.querySelector(".stage > img").naturalWidth > 0, photos[i].id, { polling: "raf", timeout: 2000 }).catch(() => null);
  if (!there) continue;
  shown.push(performance.now() - started);
  await page.waitForTimeout(450);
  const { questions } = await photoOf(page, photos[i].id);
  const question = questions.find((entry) => entry.answerable && entry.mine === null);
  if (!question) continue;
  const pressed = performance.now();
  await page.keyboard.press("1");
  await page.waitForSelector(`#answer-${question.id}-${question.choices[0].answer}[aria-pressed=true]`);
  said.push(performance.now() - pressed);
}
tell("the next photo is shown", shown);
tell("an answer is acknowledged", said);
await context.close();
await site.stop();

if (process.argv[3]) {
  const program = resolve(process.argv[3]);
  // Tests find the drawn samples from the folder they were built in.
  const many = spawn(program, ["[.serve]"], { cwd: join(dirname(program), "../../.."), stdio: ["pipe", "pipe", "inherit"] });
  const told = await new Promise((done) => createInterface({ input: many.stdout }).on("line", (line) => { if (line.startsWith("{")) done(JSON.parse(line)); }));
  const opened = await signedIn(told, told);
  await opened.page.waitForSelector("a.card");
  const { photos: waiting } = await ask(opened.page, "/queue");
  tell(`the list with ${waiting.length} photos is ready`, await ready(opened.page, told));
  await opened.context.close();
  many.stdin.end();
  await new Promise((done) => many.on("exit", done));
}
await stopBrowser();
