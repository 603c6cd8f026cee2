// Advice while one writes, an answer to it, and a manager's list: with script at 320 px with axe, and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
const text = (page) => page.locator("main").innerText();
const shot = async (page, name) => process.env.SHOTS && page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true });

// a draft of an assessment that the lead may write; begun anew where the last is done
async function draft(page) {
  await page.goto("/my-work");
  const families = await page.locator("main a[href^='/families/']").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
  for (const family of families) {
    await page.goto(family);
    const link = page.locator("a[href$='/assessment']").first();
    if (!(await link.count())) continue;
    const path = await link.getAttribute("href");
    await page.goto(path);
    for (const name of ["Start an assessment", "Start a new version"]) {
      if (await page.getByRole("button", { name, exact: true }).count()) await press(page, name);
    }
    if (await page.locator("a[href$='/areas/health']").count()) return path;
  }
  throw new Error(`no draft in ${families.length} families`);
}

async function journey(page, { axe }) {
  const faults = [];
  const look = async () => faults.push(...(await sound(page, { axe })));
  const path = await draft(page);
  await page.goto(`${path}/areas/health`); await look();
  await page.locator("[name=health-strengths]").fill("n/a");
  await page.locator("[name=health-worries]").fill("Sleeps badly.");
  await page.locator("[name=health-needed]").fill("");
  await press(page, "Save this part"); await look();
  await page.goto(`${path}/areas/health`); await look();
  const advice = page.getByRole("region", { name: /^Advice: \d+ things? to look at$/ });
  assert.equal(await advice.count(), 1, "a landmark says how much there is");
  assert.match(await advice.innerText(), /Write what is going well in this area/);
  await shot(page, `area-${axe ? "wide" : "bare"}`);

  // mended, it is gone
  await page.locator("[name=health-strengths]").fill("She runs with her club, and eats well.");
  await page.locator("[name=health-needed]").fill("The health visitor looks at nights with both parents, and they try a routine.");
  await press(page, "Save this part");
  await page.goto(`${path}/areas/health`);
  assert.doesNotMatch(await text(page), /Write what is going well in this area/);

  // answered with a reason, it is gone, too, and stands with its reason on the page of the file
  await page.getByRole("link", { name: /^Not so\? worries or what is needed are shorter than a line/ }).first().click();
  await page.waitForLoadState(); await look();
  await shot(page, `finding-${axe ? "wide" : "bare"}`);
  await press(page, "Keep this answer"); await look();
  assert.match(await page.title(), /^Error: /);
  await page.getByLabel("Not so, because").fill("It is all that worries them, and it is enough.");
  await press(page, "Keep this answer"); await look();
  assert.match(await text(page), /It is all that worries them, and it is enough\./);
  await shot(page, `file-${axe ? "wide" : "bare"}`);
  await page.goto(`${path}/areas/health`);
  assert.doesNotMatch(await text(page), /Write more than a line/);

  // and it is taken back
  await page.goto(path.replace("/assessment", "/checks"));
  await page.getByRole("link", { name: /^See it/ }).first().click(); await page.waitForLoadState(); await look();
  await press(page, "Take the answer back"); await look();
  assert.doesNotMatch(await text(page), /It is all that worries them/);
  return faults;
}

test("a lead is advised while writing, mends it, answers it and takes that back, at 320 px", async () => {
  const page = await w.person("lead", { width: 320 });
  page.setDefaultTimeout(10_000);
  assert.deepEqual(await journey(page, { axe: true }), []);
});
test("and without script", async () => {
  const page = await w.person("lead", { script: false });
  page.setDefaultTimeout(10_000);
  assert.deepEqual(await journey(page, { axe: false }), []);
});
test("a manager sees what is found, by check and by file, and goes to where it is mended", async () => {
  const faults = [];
  for (const width of [320, 1280]) {
    const page = await w.person("manager", { width });
    page.setDefaultTimeout(10_000);
    await page.goto("/team");
    await page.goto("/team/checks"); faults.push(...(await sound(page)));
    await shot(page, `checks-${width}`);
    await page.getByRole("link", { name: "File by file" }).click(); await page.waitForLoadState(); faults.push(...(await sound(page)));
    await shot(page, `files-${width}`);
    assert.match(await text(page), /files?, what has stood for longest first/);
    const next = page.getByRole("link", { name: /Next/ });
    if (await next.count()) { await next.click(); await page.waitForLoadState(); faults.push(...(await sound(page))); }
    await page.getByLabel("What is found").selectOption("children-same-words");
    await press(page, "Show"); faults.push(...(await sound(page)));
    const family = page.locator("main tbody a[href$='/checks']").first();
    await family.click(); await page.waitForLoadState(); faults.push(...(await sound(page)));
    await shot(page, `of-file-${width}`);
    const mend = page.getByRole("link", { name: /^Go there/ }).first();
    const answer = await page.goto(await mend.getAttribute("href"));
    assert.equal(answer.status(), 200);
    faults.push(...(await sound(page)));
    await shot(page, `mend-${width}`);
  }
  const head = await w.person("head");
  await head.goto("/team/checks"); faults.push(...(await sound(head)));
  await head.goto("/team/checks?by=file"); faults.push(...(await sound(head)));
  assert.equal(await head.locator("main tbody a[href$='/checks']").count(), 0, "the head opens no file");
  assert.deepEqual(faults, []);
});
