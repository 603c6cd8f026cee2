// A board meets: from the agenda and its papers to a decision, an action that somebody owes, minutes and their approval;
// by keyboard, at 320 px, in print and without script.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const faults = [];
async function person(who, options) {
  const page = await w.person(who, options);
  page.setDefaultTimeout(20_000);
  return page;
}
async function at(page, path, options) {
  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path}: ${answer.status()} ${await page.title()}`);
  faults.push(...(await sound(page, options)));
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
  const button = page.getByRole("button", { name, exact: true }).first();
  await button.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page)));
  if (/^Error/.test(await page.title())) assert.fail(await page.locator(".govuk-error-summary").innerText());
}
async function follow(page, name) {
  const link = page.locator("main a", { hasText: name }).first();
  await link.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page)));
}
const text = (page) => page.locator("main").innerText();
const address = (page) => new URL(page.url()).pathname;
function day(field, on) {
  return { [`${field}-day`]: String(on.getDate()), [`${field}-month`]: String(on.getMonth() + 1), [`${field}-year`]: String(on.getFullYear()) };
}

test("a board goes from its agenda to an action that somebody owes, and minutes that somebody else approves", async () => {
  const today = new Date(), soon = new Date(Date.now() + 20 * 86_400_000);
  const secretary = await person("commissioner", { width: 320 });
  await at(secretary, "/boards");
  await follow(secretary, "Early Help Partnership Board");
  const board = address(secretary);
  await follow(secretary, "Plan a meeting");
  await write(secretary, { ...day("on", today), starts: "10am", place: "Gun Wharf" });
  await press(secretary, "Plan it");
  const meeting = address(secretary);

  // the agenda, and a paper that somebody else owes
  await follow(secretary, "Add an item");
  await write(secretary, { title: "A page for parents", takes: "15", lead: "Head of early help", wants: "decision", asked: "Agree to print it" });
  await press(secretary, "Save");
  await follow(secretary, "Ask for a paper");
  await write(secretary, { kind: "other", title: "What parents asked for", item: "A page", owner: "Tom Barker" });
  await press(secretary, "Ask for it");
  const police = await person("police", { width: 320 });
  await at(police, "/my-work");
  await follow(police, "What parents asked for");
  await write(police, { body: "Most ask at the school gate. They want one number and one page." });
  await press(police, "Give it");

  // it is held: who came, an interest, the decision, an action
  await at(secretary, meeting);
  await follow(secretary, "Who came?");
  for (const group of await secretary.locator("fieldset:has(input[value=came])").all()) {
    await group.locator("input[value=came]").focus();
    await secretary.keyboard.press("Space");
  }
  await press(secretary, "Save");
  const item = await secretary.locator("main a[href$='/interest']", { hasText: "A page for parents" }).getAttribute("href");
  await at(secretary, item);
  await write(secretary, { seat: "Lena Novak", what: "Her charity prints for others." });
  await press(secretary, "Save");
  await at(secretary, item.replace("/interest", "/decision"));
  assert.match(await text(secretary), /Declared an interest and steps out/);
  await write(secretary, { outcome: "agreed", decided: "It is printed for every school." });
  await press(secretary, "Save");
  await at(secretary, (await secretary.locator("main a[href*='/actions/new?item=']", { hasText: "A page for parents" }).getAttribute("href")));
  await write(secretary, { what: "Bring the page to the printer", owner: "Priya Shah", ...day("due", soon) });
  await press(secretary, "Save");
  for (const left of await secretary.locator("main a[href$='/decision']").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) {
    await at(secretary, left);
    if (await secretary.locator("input[name=outcome]:checked").count()) continue;
    await write(secretary, { outcome: "noted", decided: "As it was put." });
    await press(secretary, "Save");
  }
  await at(secretary, meeting);
  await press(secretary, "Close the meeting");
  await follow(secretary, "Write the minutes");
  await write(secretary, { text: "All spoke for one page and one number.", give: "yes" });
  await press(secretary, "Save");

  // the action is on the work of whoever leads it, who sees that it is done
  const school = await person("school", { width: 320 });
  await at(school, "/my-work");
  await follow(school, "Bring the page to the printer");
  await write(school, { became: "It is at the printer." });
  await press(school, "It is done");
  assert.match(await text(school), /It is at the printer/);

  // the chair approves the minutes of the meeting before, which somebody else wrote
  const chair = await person("board", { width: 320 });
  await at(chair, "/my-work");
  await follow(chair, "Approve the minutes");
  await write(chair, { answer: "approve", corrections: "One name was put right." });
  await press(chair, "Save");
  assert.match(await text(chair), /Minutes approved/);

  // papers, decisions and minutes are one print
  const member = await person("health-visitor");
  await member.emulateMedia({ media: "print" });
  await at(member, `${meeting}/pack`);
  for (const said of [/one number and one page/, /printed for every school/, /All spoke/, /Takes no part/]) {
    assert.match(await text(member), said);
  }
  assert.equal(await member.locator(".govuk-back-link").isVisible(), false, "what leads elsewhere is not printed");
  assert.ok(board.startsWith("/boards/"));
});

test("every part of the room is sound on a screen, a telephone and without script", async () => {
  const pages = new Set(["/boards", "/strategy", "/my-work"]);
  const finder = await person("commissioner");
  await at(finder, "/boards");
  await follow(finder, "Early Help Partnership Board");
  const board = address(finder);
  const parts = ["", "/plan", "/actions", "/risks", "/linked-plans", "/strategies", "/scrutiny", "/self-assessments", "/meetings"];
  for (const part of parts) {
    pages.add(board + part);
    await at(finder, board + part);
    for (const start of ["/board-priorities/", "/board-actions/", "/board-risks/", "/linked-plans/", "/strategies/", "/scrutiny/", "/self-assessments/", "/board-meetings/"]) {
      const found = finder.locator(`main a[href^="${start}"]`);
      if (await found.count()) pages.add(await found.first().getAttribute("href"));
    }
  }
  for (const form of ["/actions/new", "/risks/new", "/linked-plans/new", "/seats", "/change", "/strategies/new", "/scrutiny/new"]) pages.add(board + form);
  for (const page of [...pages].filter((one) => one.startsWith("/board-risks/"))) pages.add(`${page}/rating`);
  for (const page of [...pages].filter((one) => one.startsWith("/board-priorities/"))) pages.add(`${page}/state`);
  for (const [width, script] of [[1280, true], [320, true], [320, false]]) {
    const secretary = await person("commissioner", { width, script });
    for (const page of pages) await at(secretary, page, { axe: script });
  }
  const stranger = await person(null, { width: 320 });
  await at(stranger, "/strategy");
  assert.match(await text(stranger), /Principles/);
});

test("nothing was found wrong on the way", () => assert.deepEqual(faults, []));
