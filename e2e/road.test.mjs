// The main road in a real browser: by keyboard, at 320 px, without JavaScript, every page with axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const choose = (page, label) => page.getByLabel(label, { exact: true }).check();
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);

async function contact(page, base, { axe }) {
  const faults = [];
  const look = async () => faults.push(...(await sound(page, { axe })));
  await page.goto(base); await look();
  await page.getByRole("button", { name: "No, continue" }).click(); await page.waitForLoadState(); await look();
  const family = base === "/ask-for-help";
  if (family) {
    await choose(page, "My child, or a child I look after");
    await press(page, "Continue"); await look();
    await page.getByLabel("Your full name").fill("Ife Okoro");
    await press(page, "Continue"); await look();
    await choose(page, "Send me an email");
    await page.getByLabel("Email address").fill("ife@example.com");
  }
  await press(page, "Continue"); await look();
  await page.getByRole("button", { name: "Add a child" }).click(); await page.waitForLoadState(); await look();
  await page.getByLabel("First name").fill("Ada");
  await page.getByLabel("Last name", { exact: true }).fill("Okoro-Test");
  if (family) await page.locator("#date_of_birth").fill("29 February 2016");
  else {
    await page.locator("#date_of_birth-day").fill("29");
    await page.locator("#date_of_birth-month").fill("2");
    await page.locator("#date_of_birth-year").fill("2016");
  }
  await press(page, "Continue"); await look();
  await press(page, "Continue"); await look();
  // an error first: nothing typed is lost
  const happening = page.locator("#summary");
  await happening.fill(family ? "" : "Mornings are hard.");
  await press(page, "Continue"); await look();
  assert.match(await page.title(), /^Error: /);
  if (family) {
    await happening.fill("Mornings are hard.");
    await choose(page, "Behaviour, or arguments at home");
  } else {
    assert.equal(await happening.inputValue(), "Mornings are hard.");
    await choose(page, "School attendance");
  }
  await press(page, "Continue"); await look();
  await page.locator("input[name=agreement][value=given]").check();
  await press(page, "Continue"); await look();
  assert.match(await page.locator("main").innerText(), /Ada Okoro-Test/);
  await press(page, "Send"); await look();
  return faults;
}

test("a mother asks for help on an old phone, without JavaScript, at 320 px", async () => {
  const page = await w.person(null, { width: 320, script: false });
  // axe needs script: the same pages are held against it in the next journey
  assert.deepEqual(await contact(page, "/ask-for-help", { axe: false }), []);
  assert.match(await page.locator("main").innerText(), /Thank you/);
});
test("a family's pages have no axe violation", async () => {
  const page = await w.person(null, { width: 320 });
  assert.deepEqual(await contact(page, "/ask-for-help", { axe: true }), []);
});
test("a school makes a contact at 1280 px and gets a receipt", async () => {
  const page = await w.person("school");
  assert.deepEqual(await contact(page, "/contacts/new", { axe: true }), []);
  assert.match(await page.locator("main").innerText(), /Reference\s+C-/);
});
test("the front door decides and answers by keyboard alone", async () => {
  const page = await w.person("front-door", { width: 320 });
  await page.goto("/triage");
  const faults = await sound(page);
  // to a contact of this run, with the keyboard
  const link = page.locator("tr", { hasText: "Okoro-Test" }).first().getByRole("link");
  const href = await link.getAttribute("href");
  await link.focus(); await page.keyboard.press("Enter"); await page.waitForURL(`**${href}`);
  faults.push(...(await sound(page)));
  const people = page.getByRole("button", { name: "Say who they are" });
  if (await people.count()) {
    await people.focus(); await page.keyboard.press("Enter"); await page.waitForURL("**/people");
    faults.push(...(await sound(page)));
    for (const radio of await page.getByLabel("Someone new").all()) { await radio.focus(); await page.keyboard.press("Space"); }
    await page.getByRole("button", { name: "Save who they are" }).focus(); await page.keyboard.press("Enter"); await page.waitForURL(`**${href}`);
  }
  await page.getByRole("button", { name: "Decide" }).focus(); await page.keyboard.press("Enter"); await page.waitForURL("**/decision");
  faults.push(...(await sound(page)));
  // of a family's own contact the front door says which needs it has
  const need = page.locator("input[name=needs]").first();
  if (await need.count()) { await need.focus(); await page.keyboard.press("Space"); }
  await page.getByLabel("Level 2: early help").focus(); await page.keyboard.press("Space");
  await page.getByLabel("Intervention plan").focus(); await page.keyboard.press("Space");
  await page.getByLabel("Who takes it on?").focus(); await page.keyboard.type("Chatham");
  await page.getByLabel("Reason", { exact: true }).focus(); await page.keyboard.type("Attendance fell.");
  await page.getByRole("button", { name: "Decide", exact: true }).focus(); await page.keyboard.press("Enter"); await page.waitForURL("**/answer");
  faults.push(...(await sound(page)));
  await page.getByRole("button", { name: "Send answer" }).focus(); await page.keyboard.press("Enter"); await page.waitForURL("**/answer?done=saved");
  await page.getByRole("button", { name: "Close contact" }).focus(); await page.keyboard.press("Enter"); await page.waitForURL("**/triage?done=saved");
  assert.deepEqual(faults, []);
});
test("every page of the road is sound on a wide and a narrow screen", async () => {
  const faults = [];
  const links = { lead: null, manager: null };
  for (const width of [1280, 320]) {
    for (const [who, pages] of Object.entries({ "": ["/", "/sign-in"], school: ["/contacts", "/people", "/contacts/new/danger", "/conversations/new"], manager: ["/my-work", "/team", "/late"], head: ["/late"], "front-door": ["/triage", "/contact-search", "/people", "/duplicates"], admin: ["/admin", "/admin/accounts/new"], lead: ["/my-work"] })) {
      const page = await w.person(who || null, { width });
      for (const path of pages) { await page.goto(path); faults.push(...(await sound(page))); }
      await page.context().close();
    }
    const page = await w.person("manager", { width });
    await page.goto("/team");
    links.manager ??= await page.locator("main a[href^='/families/'], main a[href^='/actions/'], main a[href^='/reviews/']").first().getAttribute("href");
    const lead = await w.person("lead", { width });
    await lead.goto("/my-work");
    const family = await lead.locator("main a[href^='/families/']").first().getAttribute("href").catch(() => null);
    assert.ok(family, "the demo's lead leads for a family");
    await lead.goto(family);
    faults.push(...(await sound(lead)));
    const inside = await lead.locator("main a[href^='/']").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
    assert.ok(inside.length > 8, `links on the family page: ${inside.length}`);
    const plan = inside.find((href) => href.endsWith("/plan"));
    if (plan) {
      await lead.goto(plan);
      inside.push(...(await lead.locator("main a[href^='/outcomes/'], main a[href^='/actions/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")))).slice(0, 4));
    }
    for (const href of inside) {
      const answer = await lead.goto(href);
      // a contact may be another's to see; a page of ours never fails
      assert.ok(answer.status() < 500 && answer.status() !== 404, `${href}: ${answer.status()}`);
      faults.push(...(await sound(lead)));
    }
  }
  // a review asks of each outcome and action, the closing page of each person: with a large family they pass 30 KB
  const most = { closure: 44 * 1024, reviews: 33 * 1024 };
  const long = (fault) => {
    const [, page, bytes] = /\/(closure|reviews)(?:\/[0-9a-f-]+)?: (\d+) bytes/.exec(fault) ?? [];
    return page && Number(bytes) <= most[page];
  };
  assert.deepEqual(faults.filter((fault) => !long(fault)), []);
});
test("two records are joined and parted, with both side by side", async () => {
  const page = await w.person("front-door", { width: 320 });
  // the night's work runs when the server starts
  let pair = null;
  for (let n = 0; n < 40 && !pair; n++) {
    await page.goto("/duplicates");
    pair = await page.locator("main a[href^='/duplicates/']").first().getAttribute("href", { timeout: 500 }).catch(() => null);
  }
  assert.ok(pair, "the demo has a pair to look at");
  await page.goto(pair);
  const faults = await sound(page);
  await choose(page, "They are one person");
  await press(page, "Save");
  faults.push(...(await sound(page)));
  assert.match(await page.locator("main").innerText(), /Say how you know/);
  await page.getByLabel("How do you know?").fill("The parent told us.");
  await press(page, "Save");
  await page.getByRole("link", { name: /^Undo/ }).first().click();
  faults.push(...(await sound(page)));
  await page.getByLabel("How do you know?").fill("The school has two children.");
  await press(page, "They are two people");
  assert.deepEqual(faults, []);
});
test("what is half typed is kept while typing and offered again", async () => {
  const lead = await w.person("lead");
  await lead.goto("/my-work");
  const family = await lead.locator("main a[href^='/families/']").first().getAttribute("href");
  await lead.goto(`${family}/notes/new`);
  await lead.getByLabel("What happened?").pressSequentially("Half a sent");
  await lead.getByText(/^Kept at \d\d:\d\d$/).waitFor({ timeout: 5000 });
  await lead.context().close();
  const again = await w.person("lead");
  await again.goto(`${family}/notes/new`);
  assert.equal(await again.getByLabel("What happened?").inputValue(), "Half a sent");
});
test("no page runs inline code or fetches from elsewhere", async () => {
  const page = await w.person("lead");
  const elsewhere = [];
  page.on("request", (r) => { if (!r.url().startsWith(w.base)) elsewhere.push(r.url()); });
  const refused = [];
  page.on("console", (m) => { if (/Content Security Policy|Refused/.test(m.text())) refused.push(m.text()); });
  for (const path of ["/my-work", "/contacts/new", "/people"]) await page.goto(path);
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(refused, []);
});
