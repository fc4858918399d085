// The page in a browser against a real server. Run by tests/web/run.
import { after } from "node:test";
import { startBrowser, stopBrowser } from "./browser.mjs";
import { decisionTests } from "./decisions.mjs";
import { makePool } from "./pool.mjs";
import { startSite } from "./site.mjs";
import { singleTests } from "./singles.mjs";
import { keptTests } from "./kept.mjs";
import { lookingTests } from "./looking.mjs";
import { officeTests } from "./office.mjs";
import { accessTests } from "./access.mjs";
import { releaseTests, verifyTests } from "./releases.mjs";
import { takedownTests } from "./takedowns.mjs";
import { sampleTests } from "./samples.mjs";
import { undoTests } from "./undo.mjs";
import { coverTests } from "./covered.mjs";
import { burstTests } from "./burst.mjs";

const site = await startSite(process.env.PHOTOGATE_BINARY);
await startBrowser(process.env.PHOTOGATE_CHROMIUM);
const pool = makePool();

after(async () => {
  await stopBrowser();
  await site.stop();
});

accessTests(site, pool);
// They only look, at photos that still wait.
sampleTests(site);
// Before anything is cleared or withdrawn: a batch is what stands there.
releaseTests(site);
verifyTests(site);
lookingTests(site, pool);
decisionTests(site, pool);
coverTests(site, pool);
keptTests(site, pool);
singleTests(site, pool);
undoTests(site, pool);
officeTests(site);
takedownTests(site);
burstTests(site, process.env.PHOTOGATE_BINARY);
