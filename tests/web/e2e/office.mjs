// The office's day-to-day pages: users, channels, the register, one's own account.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "./testing.mjs";
import { ask, openPage, signIn, signedIn } from "./browser.mjs";

const sample = (name) => fileURLToPath(new URL(`../../../samples/${name}`, import.meta.url));

const to = async (page, name, selector) => {
  await page.evaluate((where) => { location.hash = `#/${where}`; }, name);
  await page.waitForSelector(selector);
};

export function officeTests(site) {
  test("an administrator adds a user, who signs in and changes the password", async () => {
    const admin = await signedIn(site, site.users.admin);
    await to(admin.page, "users", "#add-user");
    await admin.page.click("#add-user");
    await admin.page.click("#user-save");
    await admin.page.waitForSelector("dialog .summary:has-text('Enter the name')");
    await admin.page.fill("#user-name", "Ivy Newcomer");
    await admin.page.check("#role-teacher");
    await admin.page.click("#user-save");
    await admin.page.waitForSelector(".card:has-text('Ivy Newcomer')");
    await admin.page.click("[aria-label='New password for Ivy Newcomer']");
    await admin.page.fill("#user-password", "short");
    await admin.page.click("#password-save");
    await admin.page.waitForSelector("dialog .summary");
    await admin.page.fill("#user-password", "green boats sail at noon");
    await admin.page.click("#password-save");
    await admin.page.waitForSelector("dialog", { state: "detached" });

    const ivy = await signedIn(site, { name: "Ivy Newcomer", password: "green boats sail at noon" }, { size: "phone" });
    // Without training, policy and delegation: she may look, and is told why no more.
    await ivy.page.waitForSelector(".notice:has-text('You can look at photos but not decide')");
    await to(ivy.page, "account", "#old");
    await ivy.page.fill("#old", "not the one");
    await ivy.page.fill("#new", "seven quiet lanterns glow");
    await ivy.page.click("form button[type=submit]");
    await ivy.page.waitForSelector("#old-error:not([hidden])");
    await ivy.page.fill("#old", "green boats sail at noon");
    await ivy.page.fill("#new", "seven quiet lanterns glow");
    await ivy.page.click("form button[type=submit]");
    await ivy.page.waitForSelector("text=The password is changed");

    await admin.page.click("[aria-label='Change Ivy Newcomer']");
    await admin.page.fill("#user-leaving", "2020-01-01");
    await admin.page.click("#user-save");
    await admin.page.waitForSelector("dialog", { state: "detached" });
    await to(ivy.page, "queue", "#password");
    assert.deepEqual([...admin.faults, ...ivy.faults], []);
    await admin.context.close();
    await ivy.context.close();
  });

  test("signing out everywhere ends the other tablet too", async () => {
    const one = await signedIn(site, site.users.lead);
    const other = await signedIn(site, site.users.lead, { size: "tablet" });
    await to(one.page, "account", "#everywhere");
    await one.page.click("#everywhere");
    await one.page.waitForSelector("#password");
    await other.page.waitForSelector("#password", { timeout: 9000 });
    await one.context.close();
    await other.context.close();
  });

  test("a senior leader suspends a channel and approves it again", async () => {
    const { page, context, faults } = await signedIn(site, site.users.senior);
    await to(page, "channels", "#suspend-display");
    await page.click("#suspend-display");
    await page.waitForSelector(".card:has-text('display') .badge:has-text('Suspended')");
    const { channels } = await ask(page, "/channels");
    assert.equal(channels.find((channel) => channel.name === "display").state, "suspended");
    await page.click("[aria-label='Business case and owners: display']");
    await page.fill("#case-aim", "Show the work of the classes in the hall");
    await page.click("#case-save");
    await page.waitForSelector(".card:has-text('Show the work of the classes')");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a teacher proposes a channel, gives it owners and closes it; a senior leader approves it between", async () => {
    const { page, context, faults } = await signedIn(site, site.users.teacher);
    await to(page, "channels", "#propose-channel");
    await page.click("#propose-channel");
    await page.click("#case-save");
    await page.waitForSelector("dialog .summary:has-text('Enter the name')");
    await page.waitForSelector("dialog .summary:has-text('Choose the permission')");
    await page.fill("#channel-name", "../display");
    await page.selectOption("#channel-use", "website");
    await page.click("#case-save");
    await page.waitForSelector("dialog .summary:has-text('folders are called after it')");
    await page.fill("#channel-name", "pta blog");
    await page.fill("#case-address", "https://example.org/pta");
    await page.fill("#case-aim", "News of the parents' association");
    await page.fill("#case-audience", "Parents and carers");
    await page.fill("#case-promotion", "A line in the newsletter");
    await page.check("#case-access-1");
    await page.fill("#case-owners", `${site.users.teacher.name}\nSomebody Else`);
    await page.click("#case-save");
    await page.waitForSelector(".card:has-text('pta blog') .badge:has-text('Proposed')");
    assert.equal(await page.$("[id='approve-pta blog']"), null);

    const senior = await signedIn(site, site.users.senior);
    await to(senior.page, "channels", "[id='approve-pta blog']");
    await senior.page.click("[id='approve-pta blog']");
    await senior.page.waitForSelector(".card:has-text('pta blog') .error:has-text('two owners who are users')");
    assert.doesNotMatch(await senior.page.textContent(".card:has-text('pta blog') .error"), /photogate|--/);
    await page.click("[id='owners-pta blog']");
    await page.fill("#case-owners", `${site.users.teacher.name}\n${site.users.office.name}`);
    await page.click("#case-save");
    await page.waitForSelector(`.card:has-text('pta blog'):has-text('${site.users.office.name}')`);
    await senior.page.click("[id='approve-pta blog']");
    await senior.page.waitForSelector(".card:has-text('pta blog') .badge:has-text('Approved')");

    await page.click("[id='close-pta blog']");
    await page.waitForSelector("dialog:has-text('cannot be opened again')");
    await page.click("#case-save");
    await page.waitForSelector(".card:has-text('pta blog') .badge:has-text('Closed')");
    assert.equal(await page.$("[id='close-pta blog']"), null);
    const { channels } = await ask(page, "/channels");
    const its = channels.find((channel) => channel.name === "pta blog");
    assert.deepEqual([its.state, its.access, its.use, its.proposed_by], ["closed", "closed", "website", site.users.teacher.name]);
    assert.deepEqual([...faults, ...senior.faults], []);
    await context.close();
    await senior.context.close();
  });

  test("the office records a permission, and a bar that holds", async () => {
    const { page, context, faults } = await signedIn(site, site.users.office);
    await to(page, "register", "#register-search");
    await page.fill("#register-search", "Ada Whit");
    await page.click(".results button");
    await page.waitForSelector("#person-name");
    await page.click("#record-newsletter");
    await page.check("#said-1");
    await page.fill("#permit-given", "mother");
    await page.click("#register-save");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.waitForSelector(".marks li:has-text('newsletter') .badge:has-text('Refused')");
    await page.click("#person-bar");
    await page.click("#register-save");
    await page.waitForSelector("dialog .summary");
    await page.fill("#bar-reason", "A court order of this morning");
    await page.click("#register-save");
    await page.waitForSelector(".banner:has-text('Barred')");
    assert.doesNotMatch(await page.textContent("main"), /court order/);
    assert.equal(await page.$("#person-lift"), null);
    assert.deepEqual(faults, []);
    await context.close();
  });

  const person = async (page, name) => {
    await page.fill("#register-search", name);
    await page.click(`.results button:has-text('${name}')`);
    await page.waitForSelector(`#person-name:has-text('${name}')`);
  };
  const outcome = (page, words) => page.waitForSelector(`#reference-outcomes li:has-text('${words}')`, { timeout: 60000 });

  test("the office drops reference photos, and each is taken or refused with the reason", async () => {
    const { page, context, faults } = await signedIn(site, site.users.office);
    const templates = async () => (await ask(page, "/register/person?id=S202")).person.references;
    await to(page, "register", "#register-search");
    await person(page, "Ivor Penhale");
    const before = await templates();
    await page.setInputFiles("#reference-files", ["photos/empty-hall.jpg", "photos/torn-upload.jpg", "enrol/S202/1.jpg", "photos/class-photo.jpg"].map(sample));
    await outcome(page, "empty-hall.jpg: No face was found");
    await outcome(page, "torn-upload.jpg: ");
    await outcome(page, "1.jpg: This photo is enrolled for this person already");
    await outcome(page, "Say which it is");
    assert.equal(await templates(), before);
    // A face of somebody else is no reference of this person.
    await page.click("[data-face='1']");
    await outcome(page, "too close to somebody else");
    assert.equal(await templates(), before);
    await page.fill("#reference-taken", "2020-05-04");
    await page.setInputFiles("#reference-files", sample("photos/portrait.jpg"));
    await outcome(page, "Taken portrait.jpg: of 4 May 2020. It is more than a year old");
    await page.waitForSelector(`#references-count:has-text('${before + 1} reference photos so far')`);
    assert.equal(await templates(), before + 1);
    // The drop itself, as a mouse does it.
    const bytes = readFileSync(sample("enrol/S202/2.jpg")).toString("base64");
    await page.evaluate(async (text) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], "dropped.jpg", { type: "image/jpeg" }));
      document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }, bytes);
    await outcome(page, "dropped.jpg: This photo is enrolled for this person already");
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("what a reference photo needs is said before one is sent, and nothing can be sent", async () => {
    const { page, context, faults } = await signedIn(site, site.users.office);
    await to(page, "register", "#register-search");
    await person(page, "Elsie Tran");
    await page.waitForSelector("#references-why-not:has-text('No written consent to comparing this person')");
    assert.doesNotMatch(await page.textContent("#references-why-not"), /photogate|--/);
    assert.equal(await page.$("#reference-files"), null);
    const { reference } = await ask(page, "/register/references", "POST", { person: "P106", upload: "none" });
    assert.equal(reference, undefined);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test("a wrong name and a wrong password look the same, and are waited for", async () => {
    const { page, context } = await openPage(site);
    const said = [];
    for (const user of [{ name: "Nobody Here", password: "x".repeat(14) }, { name: site.users.senior.name, password: "x".repeat(14) }]) {
      await page.fill("#name", user.name);
      await page.fill("#password", user.password);
      await page.click("button[type=submit]");
      await page.waitForSelector("#password-error:not([hidden])");
      said.push(await page.textContent("#password-error"));
      await page.reload();
      await page.waitForSelector("#name");
    }
    assert.equal(said[0], said[1]);
    await signIn(page, site.users.senior);
    await context.close();
  });
}
