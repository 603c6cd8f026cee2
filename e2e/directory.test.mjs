// The directory of services in a real browser: found by anyone, kept true by providers, used in the work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
const follow = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("link", { name, exact: true }).click()]);

async function find(page, look) {
  await page.goto("/services"); await look();
  await page.getByLabel("What would help?").fill("stay and play");
  await page.getByLabel("Near which postcode?").fill("ME4");
  await page.getByText("Narrow it down").click();
  await page.getByLabel("Age of the child").fill("3");
  await page.getByLabel("Free", { exact: true }).check();
  await press(page, "Find services"); await look();
  assert.match(await page.locator("li.eh-service").first().innerText(), /Stay and play, Chatham/);
  await page.getByLabel("Put on my list: Stay and play, Chatham").check();
  // what is ticked comes along to the next page and back, also without a script
  await press(page, "Next page"); await look();
  assert.match(await page.locator("main").innerText(), /13 to \d+ of/);
  await press(page, "Previous page");
  assert.ok(await page.getByLabel("Put on my list: Stay and play, Chatham").isChecked());
  await page.getByLabel("Put on my list: Stay and play, Hoo").check();
  await press(page, "Make a list of those I ticked"); await look();
  assert.match(await page.locator("main").innerText(), /Stay and play, Hoo/);
  await follow(page, "Stay and play, Chatham"); await look();
  await follow(page, "Say that something here is wrong"); await look();
  await press(page, "Send"); await look();
  assert.match(await page.title(), /^Error: /);
  await page.getByLabel("Say what is wrong, and what is right if you know").fill("It is on Tuesdays now.");
  await press(page, "Send"); await look();
  assert.match(await page.locator("main").innerText(), /Thank you/);
  await page.goto("/services?q=my+husband+hits+me"); await look();
  const cards = page.locator("li.eh-service");
  assert.match(await cards.first().innerText(), /National Domestic Abuse Helpline/);
  assert.equal(await cards.first().locator("a[href^='tel:']").getAttribute("href"), "tel:08082000247");
  assert.equal(await page.getByRole("button", { name: /Exit this page/ }).count(), 1);
  await page.goto("/services/data"); await look();
  await page.goto("/services?q=zzzzzz"); await look();
  assert.match(await page.locator("main").innerText(), /Or ask/);
  await page.goto("/services?q=food+bank&postcode=QQ1+1QQ"); await look();
}
test("a mother finds a service on an old phone, without JavaScript, at 320 px", async () => {
  const page = await w.person(null, { width: 320, script: false });
  const faults = [];
  await find(page, async () => faults.push(...(await sound(page, { axe: false }))));
  assert.deepEqual(faults, []);
});
test("the public pages of the directory have no axe violation at either width", async () => {
  for (const width of [320, 1280]) {
    const page = await w.person(null, { width });
    const faults = [];
    await find(page, async () => faults.push(...(await sound(page))));
    assert.deepEqual(faults, []);
  }
});
test("a provider changes an entry, a keeper approves it, and it is public", async () => {
  const faults = [];
  const provider = await w.person("provider");
  const look = async (page) => faults.push(...(await sound(page)));
  await provider.goto("/services/ours");
  await provider.locator("main a[href$='/edit']").first().click(); await provider.waitForLoadState();
  await press(provider, (await provider.getByRole("button", { name: /^Still right/ }).innerText()).trim());
  await provider.goto("/services/ours");
  await provider.locator("main a[href$='/edit']").first().click(); await provider.waitForLoadState();
  const address = new URL(provider.url()).pathname.replace("/edit", "");
  await provider.getByLabel("What is it?").fill("");
  await press(provider, "Send");
  assert.match(await provider.title(), /^Error: /);
  await provider.getByLabel("What is it?").fill("Nappies, cots and a warm welcome.");
  await press(provider, "Send");
  assert.match(await provider.locator("main").innerText(), /Waits/);
  for (const width of [1280, 320]) {
    const keeper = await w.person("directory", { width });
    await keeper.goto("/directory"); await look(keeper);
    await keeper.goto("/directory/import"); await look(keeper);
    await keeper.goto("/directory/entries?which=all"); await look(keeper);
    if (width === 1280) {
      await keeper.goto("/directory");
      await keeper.locator("main a[href^='/directory/proposals/']").first().click(); await keeper.waitForLoadState(); await look(keeper);
      assert.match(await keeper.locator("main").innerText(), /a warm welcome/);
      await keeper.getByLabel("Make it public").check();
      await press(keeper, "Save");
    }
    await keeper.goto(`${address}/edit`);
    await keeper.goto(await keeper.locator("main a[href^='/directory/providers/']").getAttribute("href")); await look(keeper);
    const mine = await w.person("provider", { width });
    for (const path of ["/referrals", `${address}/capacity`, `${address}/withdrawal`]) { await mine.goto(path); await look(mine); }
    // long forms and lists: everything but the bound on bytes, which is for pages that are read
    for (const path of ["/services/ours", "/services/new", `${address}/edit`]) {
      await mine.goto(path);
      faults.push(...(await sound(mine)).filter((f) => !f.includes("bytes of HTML")));
    }
  }
  const reader = await w.person(null);
  await reader.goto(address);
  assert.match(await reader.locator("main").innerText(), /a warm welcome/);
  assert.deepEqual(faults, []);
});
test("whoever must leave fast presses Shift three times on a page about help", async () => {
  const page = await w.person(null);
  await page.route("https://www.bbc.co.uk/**", (route) => route.fulfill({ body: "the weather", contentType: "text/html" }));
  await page.goto("/services?q=scared+of+my+ex");
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Shift");
  await page.waitForURL(/bbc\.co\.uk/);
});
test("services that fit stand at a decision and in a plan, and a referral goes its way", async () => {
  const faults = [];
  const look = async (page) => faults.push(...(await sound(page)));
  for (const width of [1280, 320]) {
    const officer = await w.person("front-door", { width });
    await officer.goto("/triage");
    const contact = await officer.locator("main a[href^='/contacts/0']").first().getAttribute("href");
    await officer.goto(`${contact}/decision`); await look(officer);
    assert.match(await officer.locator("main").innerText(), /Services that fit/);
  }
  const lead = await w.person("lead");
  await lead.goto("/my-work");
  const families = await lead.locator("main a[href^='/families/']").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
  let plan = null;
  for (const family of families) {
    await lead.goto(family);
    const link = lead.locator("main a[href$='/plan']").first();
    // a referral rests on agreement
    const agreed = !(await lead.locator("main").innerText()).includes("Nobody's agreement is in force");
    if (agreed && await link.count()) { plan = await link.getAttribute("href"); break; }
  }
  assert.ok(plan, "a family with an open episode");
  await lead.goto(plan);
  await follow(lead, "Services that fit this family"); await look(lead);
  await lead.getByText("Look for other needs").click();
  await lead.getByLabel("Money, debt and food").check();
  await press(lead, "Look for these"); await look(lead);
  await lead.locator("input[name=offer]").first().check();
  await press(lead, "Offer, or record what is missing"); await look(lead);
  await Promise.all([lead.waitForNavigation(), lead.getByRole("link", { name: /^Refer the family/ }).first().click()]); await look(lead);
  await lead.getByLabel(/^What does the family hope for/).fill("Help until the next wage.");
  await lead.getByLabel("How does the service reach you?").fill("01634 000000");
  await press(lead, "Send the referral"); await look(lead);
  assert.match(await lead.title(), /^Error: /);
  assert.equal(await lead.getByLabel(/^What does the family hope for/).inputValue(), "Help until the next wage.");
  await lead.getByLabel(/^Who of the family agreed/).fill("The mother, by telephone");
  await press(lead, "Send the referral"); await look(lead);
  assert.match(await lead.locator("main").innerText(), /Sent/);
  await lead.setViewportSize({ width: 320, height: 800 });
  for (const path of [lead.url(), plan.replace("/plan", "/services")]) { await lead.goto(path); await look(lead); }
  assert.deepEqual(faults, []);
});
