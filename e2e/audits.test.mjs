// A quarterly audit from its theme to the board's report: by keyboard, at 320 px, and without a script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const faults = [];
async function person(who, options) {
  const page = await w.person(who, options);
  page.setDefaultTimeout(10_000);
  return page;
}
async function at(page, path) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path}: ${answer.status()} ${await page.title()}`);
  faults.push(...(await sound(page)));
}
// Answers fields by their names, each with the keyboard: a choice by Space, a list by its first letters.
async function write(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) {
      const choice = page.locator(`input[name="${name}"][value="${one}"]`);
      if (await choice.count()) { await choice.first().focus(); await page.keyboard.press("Space"); continue; }
      const list = page.locator(`select[name="${name}"]`);
      if (await list.count()) { await list.focus(); await page.keyboard.type(one); await page.keyboard.press("Tab"); continue; }
      const text = page.locator(`input[name="${name}"], textarea[name="${name}"]`).first();
      await text.focus(); await page.keyboard.press("Control+A"); await page.keyboard.type(one);
    }
  }
}
async function press(page, name) {
  const button = page.getByRole("button", { name, exact: true });
  await button.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page)));
  if (/^Error/.test(await page.title())) assert.fail(await page.locator(".govuk-error-summary").innerText());
}
async function follow(page, name) {
  // some links look, and are told, like buttons
  const link = page.locator("main a", { hasText: name }).first();
  await link.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page)));
}
const text = (page) => page.locator("main").innerText();
const address = (page) => new URL(page.url()).pathname;

// Grades both standards with an entry each, and finishes.
async function grades(page, file, ofPlan) {
  await at(page, file);
  for (const [standard, grade] of [["voice", "good"], ["plan", ofPlan]]) {
    await at(page, `${file}/standards/${standard}`);
    await write(page, { grade, why: "It stands in the file." });
    const entry = page.locator('input[name="entries"]').first();
    await entry.focus();
    await page.keyboard.press("Space");
    await press(page, "Save");
  }
  await follow(page, "Finish");
  await write(page, { grade: "good", why: "As most of it.", good: "She was asked.", better: "Write it sooner." });
  await press(page, "Finish");
  assert.match(await text(page), /You have finished/);
}

test("a quarterly audit from its theme to the board's report", async () => {
  const narrow = { width: 320 };
  const auditor = await person("auditor", narrow);
  await at(auditor, "/audits");
  await follow(auditor, "Set up an audit");
  const ticked = await auditor.locator('input[name="standards"]:checked').evaluateAll((all) => all.map((one) => one.value));
  await write(auditor, { standards: ticked.filter((one) => !["voice", "plan"].includes(one)) });
  const day = new Date();
  const last = new Date(day.getTime() - 400 * 86_400_000);
  const date = (name, of) => ({ [`${name}-day`]: `${of.getDate()}`, [`${name}-month`]: `${of.getMonth() + 1}`, [`${name}-year`]: `${of.getFullYear()}` });
  await write(auditor, { title: "Plans of this quarter", theme: "Are plans short and clear?", ...date("from", last), ...date("until", day), files: "1" });
  await press(auditor, "Save");
  assert.match(await text(auditor), /1 file will be drawn/);
  await write(auditor, { seed: "1234" });
  await press(auditor, "Draw");
  const audit = address(auditor);
  await follow(auditor, "Draw it again");
  assert.match(await text(auditor), /gives the same files/);

  await at(auditor, audit);
  await follow(auditor, "Allocate it");
  await write(auditor, { first: "Colette", second: "Neil", moderator: "Imran" });
  await press(auditor, "Allocate");
  const file = (await auditor.locator('main a[href^="/audit-files/"]').first().getAttribute("href"));

  // the two know nothing of each other's grades; one of them without a script
  const nurse = await person("auditor-health", narrow);
  await at(nurse, "/my-work");
  await follow(nurse, "Plans of this quarter");
  await follow(nurse, "Open the file");
  assert.match(address(nurse), /^\/families\//);
  await at(nurse, `${file}/chronology`);
  await grades(nurse, file, "good");
  const police = await person("auditor-police", { width: 320 });
  await at(police, file);
  assert.doesNotMatch(await text(police), /Colette/);
  // the family is asked, and answers on a telephone without a script
  await at(nurse, `${file}/family`);
  const who = await nurse.locator('select[name="person"] option').nth(1).innerText();
  await write(nurse, { person: who, way: "link" });
  await press(nurse, "Save");
  const code = address(nurse).split("/").pop();
  const parent = await person(null, { width: 320, script: false });
  await parent.goto(`/tell-us/${code}`);
  await parent.locator('input[name="helpful"][value="yes"]').check();
  await parent.locator('textarea[name="words"]').fill("We sleep again.");
  await parent.getByRole("button", { name: "Send", exact: true }).click();
  assert.match(await parent.locator("main").innerText(), /Thank you/);
  await grades(police, file, "inadequate");

  await at(auditor, `${file}/moderation`);
  await write(auditor, { "grade-plan": "Requires", "why-plan": "No measure.", grade: "good", why: "So." });
  await press(auditor, "Agree the grade");
  await at(auditor, file);
  assert.match(await text(auditor), /We sleep again/);
  await press(auditor, "Share it with the worker and the manager");

  await at(auditor, `${audit}/actions/new`);
  const due = new Date(day.getTime() + 30 * 86_400_000);
  await write(auditor, { what: "Practise measures together", owner: "Ruth", ...date("due", due) });
  await press(auditor, "Agree it");
  await follow(auditor, "Write down something to be learned");
  await write(auditor, { text: "Measures are missing." });
  await press(auditor, "Save");
  await follow(auditor, "Publish the report");
  await write(auditor, { findings: "Plans are short, and seldom measured." });
  await press(auditor, "Publish");

  const board = await person("board", narrow);
  await at(board, "/audits");
  await follow(board, "Plans of this quarter");
  assert.match(await text(board), /Plans are short, and seldom measured/);
  assert.match(await text(board), /withheld/);
  await at(board, "/audits/themes");
});

test("the audits of the demo are sound on every page of theirs, on a screen and on a telephone", async () => {
  for (const width of [1280, 320]) {
    const auditor = await person("auditor", { width });
    await at(auditor, "/audits");
    await at(auditor, "/audits/themes");
    const all = await auditor.goto("/audits").then(() => auditor.locator('main td a[href^="/audits/"]').all());
    const pages = [];
    for (const link of all) pages.push(await link.getAttribute("href"));
    for (const page of pages) {
      await at(auditor, page);
      const files = await auditor.locator('main a[href^="/audit-files/"]').all();
      const of = [];
      for (const link of files.slice(0, 3)) of.push(await link.getAttribute("href"));
      for (const one of new Set(of)) await at(auditor, one.replace("/allocation", ""));
    }
    if (process.env.SHOTS) {
      await auditor.goto("/audits"); await auditor.screenshot({ path: `${process.env.SHOTS}/audits-${width}.png`, fullPage: true });
      for (const [n, page] of pages.entries()) {
        await auditor.goto(page); await auditor.screenshot({ path: `${process.env.SHOTS}/audit-${n}-${width}.png`, fullPage: true });
        const first = await auditor.locator('main td a[href^="/audit-files/"]').first().getAttribute("href").catch(() => null);
        if (first) { await auditor.goto(first.replace("/allocation", "")); await auditor.screenshot({ path: `${process.env.SHOTS}/file-${n}-${width}.png`, fullPage: true }); }
      }
      await auditor.goto("/audits/themes"); await auditor.screenshot({ path: `${process.env.SHOTS}/themes-${width}.png`, fullPage: true });
    }
  }
  assert.deepEqual(faults, []);
});
