// A lead hands a letter over; whoever is asked answers by keyboard on an old telephone without script; the manager reads
// it and answers; and they read that.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const faults = [];
async function at(page, path, options) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path}: ${answer.status()} ${await page.title()}`);
  faults.push(...(await sound(page, options)));
}
async function press(page, name, options) {
  const button = page.getByRole("button", { name, exact: true }).first();
  await button.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page, options)));
}
const text = (page) => page.locator("main").innerText();

test("somebody is asked by letter, answers without script, and is answered", async () => {
  const lead = await w.person("lead");
  await at(lead, "/my-work");
  const family = await lead.locator('main a[href^="/families/"]').first().getAttribute("href");
  const page = `${family.split("?")[0]}/feedback`;
  await at(lead, page);
  await at(lead, `${page}/new`);
  await press(lead, "Ask them");
  assert.match(await lead.title(), /^Error/);
  await lead.locator("input[name=person]").first().check();
  await lead.locator("input[name=occasion]").first().check();
  await lead.locator('input[name=way][value="letter"]').check();
  await press(lead, "Ask them");
  const code = lead.url().split("/").pop();
  assert.match(await text(lead), new RegExp(code));
  await lead.emulateMedia({ media: "print" });
  assert.equal(await lead.locator(".eh-noprint").first().isVisible(), false, "what is for the worker is not printed");

  const answering = async (options, typed) => {
    const they = await w.person(null, options);
    const look = { axe: options.script !== false };
    await at(they, "/feedback", look);
    await they.fill("input[name=code]", "0000-0000-0000");
    await press(they, "Go on", look);
    assert.match(await text(they), /This code opens nothing/);
    await they.fill("input[name=code]", typed);
    await press(they, "Go on", look);
    return [they, look];
  };
  const [they, look] = await answering({ width: 320, script: false }, code.toLowerCase().replaceAll("-", " "));
  await press(they, "Send", look);
  assert.match(await text(they), /Answer a question, or write something in your own words/);
  await they.locator('input[name=timely][value="no"]').check();
  await they.fill("textarea[name=words]", "It took very long.");
  await press(they, "Send", look);
  assert.match(await text(they), /Thank you/);
  assert.doesNotMatch(await text(they), /very long/);

  for (const width of [1280, 320]) {
    const again = await w.person("lead", { width });
    await at(again, page);
    assert.match(await text(again), /It took very long/);
    await at(again, await again.locator('main a[href*="/feedback/answers/"]').first().getAttribute("href"));
  }
  const reading = await w.person("lead");
  await at(reading, page);
  await at(reading, await reading.locator('main a[href*="/feedback/answers/"]').first().getAttribute("href"));
  await reading.fill("textarea[name=reply]", "You said it took long. We ring within two days now.");
  await press(reading, "Save");
  const [once, axe] = await answering({ width: 320 }, code);
  assert.match(await text(once), /We ring within two days now/);
  assert.ok(axe);
});

test("no page has a fault", () => assert.deepEqual(faults, []));
