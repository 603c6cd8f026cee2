// From a course to a certificate, from an impact assessment to its publication, and values of the area: by keyboard, at 320
// px, and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const faults = [];
const shots = process.env.SHOTS;
const narrow = { width: 320 };
// axe needs script: the same pages are held against it with script elsewhere
const scriptless = new Set();
async function person(who, options) {
  const page = await w.person(who, options);
  if (options?.script === false) scriptless.add(page);
  page.setDefaultTimeout(10_000);
  return page;
}
async function look(page) {
  faults.push(...(await sound(page, { axe: !scriptless.has(page) })));
  if (shots) await page.screenshot({ path: `${shots}/${new URL(page.url()).pathname.replaceAll(/[^a-z]+/g, "-")}-${page.viewportSize().width}.png`, fullPage: true });
}
async function at(page, path) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path}: ${answer.status()} ${await page.title()}`);
  await look(page);
}
// Answers fields by their names, each with the keyboard: a choice by Space, a list by its first letters.
async function write(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const choice = page.locator(`input[name="${name}"][value="${value}"]`);
    if (await choice.count()) { await choice.first().focus(); await page.keyboard.press("Space"); continue; }
    const list = page.locator(`select[name="${name}"]`);
    if (await list.count()) { await list.focus(); await page.keyboard.type(value); await page.keyboard.press("Tab"); continue; }
    const text = page.locator(`input[name="${name}"], textarea[name="${name}"]`).first();
    await text.focus(); await page.keyboard.press("Control+A"); await page.keyboard.type(value);
  }
}
async function press(page, name) {
  const button = page.getByRole("button", { name });
  await button.first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await look(page);
  if (/^Error/.test(await page.title())) assert.fail(await page.locator(".govuk-error-summary").innerText());
}
async function follow(page, name) {
  const link = page.locator("main a", { hasText: name }).first();
  await link.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await look(page);
}
const text = (page) => page.locator("main").innerText();
const address = (page) => new URL(page.url()).pathname;
const days = (n) => new Date(Date.now() + n * 86_400_000);
const date = (name, on) => ({ [`${name}-day`]: `${on.getDate()}`, [`${name}-month`]: `${on.getMonth() + 1}`, [`${name}-year`]: `${on.getFullYear()}` });

test("from a course to a certificate", async () => {
  const manager = await person("manager", narrow);
  await at(manager, "/training");
  await follow(manager, "Add a course");
  const trainer = await manager.getByLabel("Bridget Amadi").getAttribute("value");
  await write(manager, { name: "Sleep and small children", what: "Talk about nights.", strategies: "parenting", renew_months: "24", trainers: trainer });
  await press(manager, "Save");
  const course = address(manager);

  const holder = await person("trainer", narrow);
  await at(holder, course);
  await follow(holder, "Plan a session");
  const on = days(30);
  await write(holder, { ...date("on_day", on), though_off: "yes", opens: "9:30", closes: "12:00", place: "Room 1", places: "1" });
  await press(holder, "Save");
  const session = address(holder);

  // one place: the second waits, and is offered it when it is given back
  const school = await person("school", { ...narrow, script: false });
  await at(school, session);
  await Promise.all([school.waitForNavigation(), school.getByRole("button", { name: "Book a place" }).press("Enter")]);
  await look(school);
  const police = await person("police", narrow);
  await at(police, session);
  await press(police, "Go on the waiting list");
  const waiting = address(police);
  assert.match(await text(police), /Waiting for a place/);
  await Promise.all([school.waitForNavigation(), school.getByRole("button", { name: "Give the place back" }).press("Enter")]);
  await at(police, waiting);
  assert.match(await text(police), /A place is kept until/);
  await write(police, { answer: "yes" });
  await press(police, "Answer");
  await follow(police, "Before: answer a few questions");
  await write(police, { "answer-see": "3", "answer-talk": "4", "answer-level": "2", "answer-whom": "5", words: "To listen." });
  await press(police, "Save");

  // on the day, the register and the certificate
  await w.at("+31d");
  const later = await person("trainer", narrow);
  await at(later, `${session}/register`);
  await press(later, "Everybody else came");
  await press(later, "Give their certificates to all who came");
  assert.match(await text(later), /Certificate/);
  const officer = await person("police", narrow);
  await at(officer, waiting);
  await follow(officer, "The certificate");
  assert.match(await text(officer), /Tom Barker/);
  await at(officer, "/training");
  const head = await person("head", narrow);
  await at(head, "/training/figures");
  await at(head, "/training/leads");
  assert.deepEqual([...new Set(faults)], []);
});

test("from an impact assessment to its publication", async () => {
  const manager = await person("manager", narrow);
  await at(manager, "/equality");
  await follow(manager, "Begin an assessment");
  await write(manager, { title: "A group in the evening", way: "full" });
  await press(manager, "Begin");
  const path = address(manager);
  await follow(manager, "Write");
  for (const name of await manager.locator("textarea").evaluateAll((all) => all.map((one) => one.name))) await write(manager, { [name]: "Said." });
  await write(manager, { recommendation: "proceed" });
  await press(manager, "Save");
  await follow(manager, "Impacts, with evidence");
  for (const name of await manager.locator("main select").evaluateAll((all) => all.map((one) => one.name))) await write(manager, { [name]: "No" });
  for (const name of await manager.locator("textarea").evaluateAll((all) => all.map((one) => one.name))) await write(manager, { [name]: "Figures." });
  await press(manager, "Save");
  await follow(manager, "Take evidence from the record");
  await write(manager, { take: "area-child-poverty" });
  await press(manager, "Save");
  await follow(manager, "Add an action");
  await write(manager, { what: "Ask again after half a year", owner: "Ruth", ...date("on", days(200)) });
  await press(manager, "Save");
  await press(manager, "Hand it in to be authorised");
  const head = await person("head", narrow);
  await at(head, `${path}/authorisation`);
  await write(head, { answer: "authorise" });
  await press(head, "Decide");
  const board = await person("board", narrow);
  await at(board, path);
  assert.match(await text(board), /Diane Moss/);
  await at(board, "/equality/monitoring");
  await follow(board, "Financial year");
  assert.match(await text(board), /Not asked/);
  assert.deepEqual([...new Set(faults)], []);
});

test("the area: numbers, wards on the map, and a table with bad cells", async () => {
  const commissioner = await person("commissioner", { ...narrow, script: false });
  await at(commissioner, "/area");
  await at(commissioner, "/area/child-poverty");
  assert.match(await text(commissioner), /of the families we helped live in/);
  await at(commissioner, "/area/import");
  const lines = "indicator,year,value,source\nchild-poverty,2030,18,A release\nchild-poverty,never,181,\n";
  await commissioner.locator("[name=note]").fill("A release");
  await commissioner.locator("[name=text]").fill(lines);
  await Promise.all([commissioner.waitForNavigation(), commissioner.getByRole("button", { name: "Take these values" }).press("Enter")]);
  assert.match(await text(commissioner), /Line 3, value: A percentage lies between 0 and 100/);
  await look(commissioner);
  const wide = await person("board");
  for (const path of ["/area", "/area/child-poverty", "/equality", "/training"]) await at(wide, path);
  assert.deepEqual([...new Set(faults)], []);
});
