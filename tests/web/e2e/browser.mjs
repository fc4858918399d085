// A browser as one reviewer has it: signed in, of one size, in one scheme. Collects whatever the
// page complains of.
import { chromium } from "playwright-core";

export const kSizes = {
  phone: { width: 360, height: 740, touch: true },
  tablet: { width: 820, height: 1180, touch: true },
  desktop: { width: 1366, height: 850, touch: false },
};

let browser = null;

export async function startBrowser(executablePath) {
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export const stopBrowser = () => browser?.close();

// Of every reviewer that has not left.
export const openedPages = () => (browser?.contexts() ?? []).flatMap((context) => context.pages());

// One page; `faults` holds script errors and violations of the content security policy.
export async function openPage(site, { size = "desktop", width, height, scheme = "light", scale = 1, reducedMotion = "no-preference" } = {}) {
  const shape = kSizes[size];
  const context = await browser.newContext({
    viewport: { width: width ?? shape.width, height: height ?? shape.height }, hasTouch: shape.touch,
    colorScheme: scheme, deviceScaleFactor: scale, reducedMotion, locale: "en-GB", ignoreHTTPSErrors: false,
  });
  context.setDefaultTimeout(10000);
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted Type|Refused to/i.test(message.text())) faults.push(message.text());
  });
  page.on("request", (request) => {
    // What the page itself made and hands to the person as a file.
    const own = request.url().replace(/^blob:/, "");
    if (!own.startsWith(site.url)) faults.push(`asked elsewhere: ${request.url()}`);
  });
  await page.goto(site.url);
  return { page, context, faults };
}

export async function signIn(page, user) {
  await page.fill("#name", user.name);
  await page.fill("#password", user.password);
  await page.click("button[type=submit]");
  await page.waitForSelector("#sign-out", { state: "attached" });
  await page.waitForSelector("main h1");
}

export async function signedIn(site, user, options) {
  const opened = await openPage(site, options);
  await signIn(opened.page, user);
  return opened;
}

// A request of the page's own session, past the page: to set the scene and to look at the outcome.
export function ask(page, path, method = "GET", body) {
  return page.evaluate(async ([path_, method_, body_]) => {
    const session = await (await fetch("/api/v1/session")).json();
    const answer = await fetch("/api/v1" + path_, {
      method: method_, body: body_ && JSON.stringify(body_),
      headers: method_ === "GET" ? {} : { "Content-Type": "application/json", "X-Photogate-Token": session.token },
    });
    return { status: answer.status, ...(await answer.json().catch(() => ({}))) };
  }, [path, method, body]);
}

export async function photoOf(page, id) {
  return (await ask(page, `/photos/${id}`)).photo;
}

// Opens a photo and waits until its picture is seen.
export async function openPhoto(page, id) {
  await page.evaluate((to) => { location.hash = to; }, `#/photo/${id}`);
  await page.waitForSelector(".photo-head h1");
  await page.waitForFunction(() => document.querySelector(".stage > img")?.complete && document.querySelector(".stage > img").naturalWidth > 0);
  // The pause in which keys meant for the last photo are not taken.
  await page.waitForTimeout(450);
}

// Presses by key or by pointer.
export async function press(page, how, { key, on }) {
  if (how === "keyboard") await page.keyboard.press(key);
  else await page.click(on);
}

export const noticed = (page, text) => page.waitForSelector(`.notice:has-text("${text}")`);
