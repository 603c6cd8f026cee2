// The families' door: a mother on an old telephone without script, a fourteen-year-old by keyboard, a grandfather who comes
// back; leaving in a hurry by button and by Shift; the answer; public pages with axe at 320 px and at 200 % text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const AWAY = "https://www.bbc.co.uk/weather";
const text = (page) => page.locator("main").innerText();
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).first().click()]);
// nothing goes out of this machine: elsewhere is an empty page
async function somebody(options) {
  const page = await w.person(null, options);
  await page.context().route(AWAY, (route) => route.fulfill({ contentType: "text/html", body: "<title>Weather</title>" }));
  return page;
}
async function by(page, name) {
  const button = page.getByRole("button", { name, exact: true }).first();
  await button.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

test("every public page is sound at 320 px, at 200 % text and in forced colours", async () => {
  const page = await somebody({ width: 320 });
  const faults = [];
  for (const path of ["/", "/contact", "/young-people", "/easy-read", "/professionals", "/privacy", "/accessibility", "/cookies",
    "/ask-for-help", "/ask-for-help/danger", "/ask-for-help/who", "/ask-for-help/about", "/ask-for-help/reach",
    "/ask-for-help/worries", "/ask-for-help/check", "/ask-for-help/later", "/ask-for-help/go-on", "/ask-for-help/answer"]) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    faults.push(...(await sound(page)));
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await page.emulateMedia({ forcedColors: "active" });
    faults.push(...(await sound(page, { axe: false })));
    await page.emulateMedia({ forcedColors: "none" });
  }
  assert.deepEqual(faults, []);
});

test("a fourteen-year-old asks by keyboard, reads who reads it, and adds something", async () => {
  const page = await somebody({ width: 320 });
  const faults = [];
  const look = async () => faults.push(...(await sound(page)));
  await page.goto("/young-people"); await look();
  await page.goto("/ask-for-help/who");
  await page.getByLabel("Me, and I am under 18").focus();
  await page.keyboard.press("Space");
  await by(page, "Continue"); await look();
  assert.match(await text(page), /We do not tell your parents or carers before we have talked with you/);
  await page.getByLabel("What should we call you?").fill("Bee");
  await by(page, "Continue"); await look();
  await page.getByLabel("Do not write or call: I will read the answer on this site").focus();
  await page.keyboard.press("Space");
  await by(page, "Continue"); await look();
  await page.locator("#summary").fill("I can't sleep.");
  await by(page, "Continue"); await look();
  await by(page, "Send"); await look();
  const receipt = await text(page);
  const reference = receipt.match(/C-[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
  const code = await page.locator(".eh-code").innerText();
  assert.doesNotMatch(page.url(), /C-/, "nothing of it stands in the address");

  const other = await somebody({ width: 320, script: false });
  await other.goto("/ask-for-help/answer");
  await other.getByLabel("Reference").fill(reference.toLowerCase());
  await other.getByLabel("Code").fill(code.replaceAll("-", " "));
  await press(other, "Read it");
  assert.match(await text(other), /We promise to decide by/);
  await other.locator('input[name=saying][value="more"]').check();
  await other.locator("#text").fill("I slept a bit.");
  await press(other, "Send");
  assert.match(await text(other), /I slept a bit\./);
  await press(other, "Close this page");
  await other.goto("/ask-for-help/answer/read");
  assert.match(await other.title(), /Read your answer/);
  assert.deepEqual(faults, []);
});

test("Shift three times leaves at once, going back shows nothing, and nothing is kept", async () => {
  const page = await somebody({ width: 320 });
  await page.goto("/ask-for-help/about");
  await page.getByLabel("Your full name").fill("Ife Okoro");
  await press(page, "Continue");
  await page.goto("/ask-for-help/worries");
  await page.locator("#summary").fill("He is in the next room.");
  for (const _ of [1, 2, 3]) await page.keyboard.press("Shift");
  await page.waitForURL(AWAY);
  await page.waitForTimeout(500);
  assert.deepEqual((await page.context().cookies()).filter((cookie) => cookie.name.startsWith("earlyhelp")), []);
  await page.goBack();
  assert.doesNotMatch(await page.content(), /next room|Ife Okoro/);
  await page.goto("/ask-for-help/check");
  assert.doesNotMatch(await page.content(), /next room|Ife Okoro/);
});

test("the button leaves without script, too", async () => {
  const page = await somebody({ width: 320, script: false });
  await page.goto("/ask-for-help/about");
  await page.getByLabel("Your full name").fill("Ife Okoro");
  await press(page, "Continue");
  await page.getByRole("button", { name: "Exit this page" }).click();
  await page.waitForURL(AWAY);
  assert.deepEqual((await page.context().cookies()).filter((cookie) => cookie.name.startsWith("earlyhelp")), []);
  await page.goto("/ask-for-help/check");
  assert.doesNotMatch(await page.content(), /Ife Okoro/);
});

test("a grandfather saves half a page, leaves, and goes on with it elsewhere, once", async () => {
  const page = await somebody({ width: 320, script: false });
  await page.goto("/ask-for-help/worries");
  await page.locator("#summary").fill("My grandson does not");
  await press(page, "Save and come back later");
  assert.match(await text(page), /We keep what you wrote until/);
  await press(page, "Save");
  const code = await page.locator(".govuk-panel__body strong").innerText();
  await page.getByRole("button", { name: "Exit this page" }).click();
  await page.waitForURL(AWAY);

  const other = await somebody({ width: 320 });
  await other.goto("/ask-for-help/go-on");
  await other.getByLabel("Your code").fill(code);
  await press(other, "Go on");
  assert.equal(await other.locator("#summary").inputValue(), "My grandson does not");
  await page.goto("/ask-for-help/go-on");
  await page.getByLabel("Your code").fill(code);
  await press(page, "Go on");
  assert.match(await text(page), /opens nothing any more/);
});

test("danger is told whom to call, and what is open now", async () => {
  const page = await somebody({ width: 320 });
  await page.goto("/ask-for-help/danger");
  await page.locator("#summary").fill("He is breaking the door.");
  await page.getByLabel("I cannot be called back").check();
  await press(page, "Tell the front door");
  assert.deepEqual(await sound(page), []);
  const receipt = await text(page);
  assert.match(receipt, /press 55/);
  assert.match(receipt, /01632 960999/, "the demo shows a number that nobody has");
  assert.ok(await page.locator('a[href="tel:999"]').first().isVisible());
});
