// A test of the page. When it fails, what every open page shows is told and kept as a picture.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import nodeTest from "node:test";
import { openedPages } from "./browser.mjs";

const shots = process.env.PHOTOGATE_SCREENSHOTS;
const kMost = 1500;  // characters of one page

export default function test(name, run) {
  return nodeTest(name, async (context) => {
    try {
      await run(context);
    } catch (error) {
      for (const [at, page] of openedPages().entries()) {
        await tell(context, page, `failed ${name}, page ${at + 1}`);
        await page.context().close();
      }
      throw error;
    }
  });
}

async function tell(context, page, title) {
  try {
    const text = await page.evaluate(() => `${location.hash} ${document.body.innerText}`);
    context.diagnostic(`${title}: ${text.replace(/\s+/g, " ").slice(0, kMost)}`);
    if (!shots) return;
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${title.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}.png`) });
  } catch {
    context.diagnostic(`${title}: it does not answer`);
  }
}
