// How quick the page is, on this computer, with the real server and the demonstration's photos:
//   PHOTOGATE_SHARED= node tests/web/measure.mjs build/release/photogate
// The list is also timed with 500 entries, made of the demonstration's by repeating them.
import { ask, openPhoto, photoOf, signedIn, startBrowser, stopBrowser } from "./e2e/browser.mjs";
import { startSite } from "./e2e/site.mjs";

const kRounds = 15;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const tell = (what, numbers) => console.log(`${what}: median ${Math.round(median(numbers))} ms, slowest ${Math.round(Math.max(...numbers))} ms of ${numbers.length}`);

const site = await startSite(process.argv[2]);
await startBrowser(process.env.PHOTOGATE_CHROMIUM ?? "/usr/bin/chromium");
const { page, context } = await signedIn(site, site.users.teacher);
await page.waitForSelector("a.card");

// From pressing reload to the list with its first cards.
const ready = async () => {
  const times = [];
  for (let i = 0; i < kRounds; ++i) {
    await page.goto(`${site.url}#/queue`);
    await page.reload({ waitUntil: "commit" });
    await page.waitForSelector("a.card");
    times.push(await page.evaluate(() => performance.now()));
  }
  return times;
};
const { photos } = await ask(page, "/queue");
tell(`the list with ${photos.length} photos is ready`, await ready());

await page.route("**/api/v1/queue*", async (route) => {
  const answer = await route.fetch();
  const json = await answer.json();
  if (json.photos) json.photos = Array.from({ length: 500 }, (_, i) => ({ ...json.photos[i % json.photos.length], id: `${json.photos[i % json.photos.length].id}${i < json.photos.length ? "" : `-${i}`}` }));
  await route.fulfill({ response: answer, json });
});
tell("the list with 500 photos is ready", await ready());
await page.unroute("**/api/v1/queue*");

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
await stopBrowser();
await site.stop();
