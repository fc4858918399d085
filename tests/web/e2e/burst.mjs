// The page while somebody drops a whole term's photos at once: the watcher works beside it, on the
// same register and with the same processors.
import assert from "node:assert/strict";
import test from "./testing.mjs";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask, openPhoto, signedIn } from "./browser.mjs";

const kPhotos = 5000, kRounds = 12;
// For a shared, busy machine; what was measured stands in MEASUREMENTS.
const kBounds = { list: 2500, photo: 5000, answer: 4000 };
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

// The same picture with another comment each time, so that no two files are the same.
const numbered = (bytes, number) => {
  const comment = Buffer.from(`photo ${number}`);
  const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), head, comment, bytes.subarray(2)]);
};

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

// What a teacher does again and again.
async function use(page, photos) {
  const times = { list: [], photo: [], answer: [] };
  for (let round = 0; round < kRounds; ++round) {
    times.list.push(await timed(async () => assert.equal((await ask(page, "/queue")).status, 200)));
    const photo = photos[round % photos.length];
    await page.evaluate(() => { location.hash = "#/queue"; });
    await page.waitForSelector("a.card");
    // Less the pause that openPhoto makes.
    times.photo.push(await timed(() => openPhoto(page, photo.id)) - 450);
    times.answer.push(await timed(async () => assert.equal((await ask(page, `/photos/${photo.id}`)).status, 200)));
  }
  return times;
}

export function burstTests(site, binary) {
  test(`the page answers while ${kPhotos} photos come in`, async () => {
    const share = mkdtempSync(join(tmpdir(), "photogate-share-"));
    const run = (...args) => {
      const done = spawnSync(binary, [...args, "--home", site.home], { encoding: "utf8", env: { ...process.env, PHOTOGATE_SHARED: "" } });
      assert.equal(done.status, 0, done.stdout + done.stderr);
    };
    run("setting", "set", "share-root", share);
    run("setting", "set", "low-disk-mb", "1");
    const { page, context } = await signedIn(site, site.users.teacher);
    await page.waitForSelector("a.card");
    const { photos: all } = await ask(page, "/queue");
    const photos = all.filter((photo) => photo.faces > 0);
    assert.ok(photos.length >= 2, "too few photos wait");
    const before = await use(page, photos);
    const inbox = join(share, "inbox", "newsletter", "Open day");
    mkdirSync(inbox, { recursive: true });
    const bytes = readFileSync(join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../../samples/photos/empty-hall.jpg"));
    for (let number = 0; number < kPhotos; ++number) writeFileSync(join(inbox, `${number}.jpg`), numbered(bytes, number));
    const watcher = spawn(binary, ["watch", "--home", site.home], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, PHOTOGATE_SHARED: "" } });
    let told = "";
    watcher.stderr.on("data", (text) => { told = (told + text).slice(-4000); });
    const ended = new Promise((resolve) => watcher.on("exit", resolve));
    try {
      const cleared = () => { try { return readdirSync(join(share, "cleared", "newsletter")).length; } catch { return 0; } };
      for (let tries = 0; cleared() < 4 && tries < 600; ++tries) await new Promise((resolve) => setTimeout(resolve, 100));
      const first = cleared();
      assert.ok(first >= 4, `nothing was checked: ${told}`);
      const during = await use(page, photos);
      const last = cleared();
      // It was at work all the time, and has much before it.
      assert.ok(last > first + 3, "the watcher stood still");
      assert.ok(readdirSync(inbox).length > kPhotos / 10, "the burst was over too soon");
      for (const [what, bound] of Object.entries(kBounds)) {
        const [calm, busy] = [median(before[what]), median(during[what])];
        console.log(`# ${what}: median ${Math.round(calm)} ms, in the burst ${Math.round(busy)} ms, slowest ${Math.round(Math.max(...during[what]))} ms`);
        assert.ok(busy < bound, `${what} took ${Math.round(busy)} ms while photos came in`);
      }
    } finally {
      watcher.kill("SIGTERM");
      assert.equal(await ended, 0, told);
      await context.close();
      rmSync(share, { recursive: true, force: true });
    }
  });
}
