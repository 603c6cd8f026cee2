// From the front door to the panel, a lead, a group, and back into the plan and to whoever asked: by keyboard, at 320 px.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const faults = [];
// a person whose pages answer, or fail, soon
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
async function follow(page, name, within = page.locator("main")) {
  // some links look, and are told, like buttons
  const link = within.locator("a", { hasText: name }).first();
  await link.focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  faults.push(...(await sound(page)));
}
const text = (page) => page.locator("main").innerText();
const address = (page) => new URL(page.url()).pathname;

async function brought(page) {
  await at(page, "/contacts/new");
  await press(page, "No, continue");
  await press(page, "Continue");
  await press(page, "Add a child");
  await page.getByLabel("First name").fill("Ivo");
  await page.getByLabel("Last name", { exact: true }).fill("Panel-Test");
  await write(page, { "date_of_birth-day": "1", "date_of_birth-month": "3", "date_of_birth-year": "2018" });
  await press(page, "Continue");
  // somebody who can agree
  await press(page, "Add another person");
  await write(page, { role: "parent" });
  await press(page, "Continue");
  await page.getByLabel("First name").fill("Mara");
  await page.getByLabel("Last name", { exact: true }).fill("Panel-Test");
  await press(page, "Continue");
  await press(page, "Continue");
  await page.getByLabel("What is going well, and what are you worried about?").fill("Bedtimes are hard.");
  await page.getByLabel("School attendance", { exact: true }).check();
  await press(page, "Continue");
  await write(page, { agreement: "given" });
  await press(page, "Continue");
  await press(page, "Send");
}

test("from the front door to the panel, a lead, a waiting list, a group and back into the plan", async () => {
  const narrow = { width: 320 };
  const school = await person("school", narrow);
  await brought(school);

  // the front door decides that it goes to a panel, and sends it
  const officer = await person("front-door", narrow);
  await at(officer, "/triage");
  const contact = await officer.locator("tr", { hasText: "Panel-Test" }).first().getByRole("link").getAttribute("href");
  await at(officer, `${contact}/people`);
  for (const someone of await officer.getByLabel("Someone new").all()) { await someone.focus(); await officer.keyboard.press("Space"); }
  await press(officer, "Save who they are");
  await at(officer, `${contact}/decision`);
  await write(officer, { level: "2", outcome: "panel", reason: "Several things are needed at once." });
  await press(officer, "Decide");
  await write(officer, { answer: "It goes to the allocation forum; you hear from us." });
  await press(officer, "Send answer");
  await press(officer, "Close contact");
  await at(officer, "/my-work");
  assert.match(await text(officer), /Send it to the panel/);
  await at(officer, `${contact}/follow-up`);
  await follow(officer, "Send it to a panel");
  const forum = await officer.getByLabel("Prioritisation and allocation forum").getAttribute("value");
  await write(officer, { panel: forum, summary: "One child of eight. Bedtimes are hard.", asked_for: "A lead, and a group for parents.", level: "2", priority: "urgent", why: "Nobody sleeps.", wishes: "They would come.", comes: "yes", grounds: "agreement" });
  await press(officer, "Send it");
  const item = address(officer);
  assert.match(await text(officer), /Prioritisation and allocation forum/);

  // whoever chairs decides with the keyboard: what is urgent stands first
  const chair = await person("panel-chair", narrow);
  await at(chair, `/panels/${forum}`);
  await at(chair, item);
  await follow(chair, "Decide");
  assert.doesNotMatch(await text(chair), /which team/, "what is not chosen is not asked");
  await write(chair, { decision: "help", team: "Chatham", lead: "Daniel Osei", reason: "The team has room." });
  assert.match(await text(chair), /families, then/);
  if (await chair.locator("input[name=departure]").count()) await write(chair, { departure: "Nobody sleeps." });
  await press(chair, "Decide");
  await at(school, contact);
  assert.match(await text(school), /has decided: help by a team/);

  // the lead takes it, meets them, they agree, and there is a plan
  const lead = await person("lead", narrow);
  await at(lead, "/my-work");
  // others may have asked too
  await follow(lead, "Take or decline the lead", lead.locator("main tr", { hasText: "Panel-Test" }));
  const offer = address(lead);
  await write(lead, { answer: "accept" });
  await press(lead, "Answer");
  assert.ok(offer.startsWith("/hand-overs/") || offer.startsWith("/news/"));
  await at(lead, "/my-work");
  const [family] = /^\/families\/[^/?]+/.exec(await lead.locator("main a[href^='/families/']", { hasText: "Panel-Test" }).first().getAttribute("href"));
  await at(lead, family);
  await at(lead, `${family}/notes/new`);
  await write(lead, { kind: "visit", text: "Met everyone.", place: "home" });
  for (const seen of await lead.locator("input[name=seen]").all()) { await seen.focus(); await lead.keyboard.press("Space"); }
  await press(lead, "Save note");
  await at(lead, `${family}/agreement`);
  const parent = await lead.locator("input[name=person], select[name=person] option:not([value=''])").first().getAttribute("value");
  if (await lead.locator("select[name=person]").count()) await lead.selectOption("select[name=person]", parent); else await write(lead, { person: parent });
  await write(lead, { state: "given", how: "in-person", words: "Yes please.", basis: "agreement", notice: "yes" });
  await press(lead, "Record");
  await at(lead, family);
  const plan = await lead.locator("a[href$='/plan']").first().getAttribute("href");
  await at(lead, plan);
  await write(lead, { kind: "intervention" });
  await press(lead, "Start the plan");
  await at(lead, `${plan}/outcomes/new`);
  const soon = new Date(Date.now() + 42 * 864e5);
  await write(lead, { words: "Everybody sleeps", measure: "We say so", "by-day": `${soon.getDate()}`, "by-month": `${soon.getMonth() + 1}`, "by-year": `${soon.getFullYear()}`, framework: "education", area: "parenting" });
  await press(lead, "Add outcome");

  // a group of the council begins today
  const manager = await person("manager");
  await at(manager, "/programmes/new");
  await write(manager, { name: "Calm nights", what: "Three evenings on bedtime.", for_whom: "Parents", outcomes: "education", factors: "smoking" });
  await press(manager, "Save");
  const programme = address(manager).split("/").pop();
  await at(manager, `/programmes/${programme}/runs/new`);
  const today = new Date();
  const marta = await manager.getByLabel(/^Marta Silva/).getAttribute("value");
  await write(manager, { "starts-day": `${today.getDate()}`, "starts-month": `${today.getMonth() + 1}`, "starts-year": `${today.getFullYear()}`, sessions: "1", every: "1", opens: "10:00", closes: "11:00", place: "Family hub", places: "2", facilitators: marta });
  await press(manager, "Save");
  const run = address(manager);

  // the family waits for a place, for an outcome of its plan
  await at(lead, `${family}/programme`);
  await write(lead, { programme, what: "To sleep.", share: "Ivo likes stories.", agreed_by: "The mother, today", priority: "routine" });
  const whole = lead.locator("input[name=person]").last();
  await whole.focus(); await lead.keyboard.press("Space");
  const outcome = await lead.locator("select[name=outcome] option").last().getAttribute("value");
  await lead.selectOption("select[name=outcome]", outcome);
  await press(lead, "Ask for a place");
  await at(officer, "/waiting");
  assert.match(await text(officer), /Calm nights/);
  await at(lead, family);
  assert.match(await text(lead), /Calm nights/);
  const enrolment = await lead.locator("a[href^='/enrolments/']").first().getAttribute("href");

  // it is offered, taken, and on a phone without a script everybody came
  const facilitator = await person("facilitator", narrow);
  await at(facilitator, run);
  const first = await facilitator.locator("input[name=enrolment]").first().getAttribute("value");
  await write(facilitator, { enrolment: first });
  await press(facilitator, "Offer a place");
  await at(lead, `${enrolment}/answer`);
  await write(lead, { answer: "accepted" });
  await press(lead, "Save");
  const phone = await person("facilitator", { width: 320, script: false });
  await phone.goto(`${run}/sessions/1`);
  faults.push(...(await sound(phone, { axe: false })));
  await Promise.all([phone.waitForNavigation(), phone.getByRole("button", { name: "Everybody else came", exact: true }).click()]);
  await at(facilitator, enrolment);
  assert.doesNotMatch(await text(facilitator), /Nobody sleeps/, "a facilitator reads what was shared, and not the file");
  await at(facilitator, `${enrolment}/end`);
  await write(facilitator, { ending: "finished", result: "achieved", why: "They tried it every night." });
  await press(facilitator, "End it");
  await at(facilitator, `${enrolment}/certificate`);

  // the result stands in the plan, and whoever asked was answered
  await at(lead, plan);
  assert.match(await text(lead), /Calm nights/);
  await at(school, contact);
  assert.match(await text(school), /The team has room/);
  await at(officer, "/waiting/figures");
  assert.deepEqual(faults, []);
});

test("every page of panels, waiting and programmes is sound on a wide and a narrow screen", async () => {
  faults.length = 0;
  for (const width of [1280, 320]) {
    const pages = {
      "panel-chair": ["/panels", "/waiting", "/my-work"], manager: ["/panels/new", "/programmes", "/waiting/figures"],
      facilitator: ["/my-work", "/programmes"], "front-door": ["/waiting?show=too-long"],
    };
    for (const [who, paths] of Object.entries(pages)) {
      const page = await person(who, { width });
      for (const path of paths) await at(page, path);
      await page.context().close();
    }
    const chair = await person("panel-chair", { width });
    await at(chair, "/panels");
    const inside = await chair.locator("main a[href^='/panels/0']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    await at(chair, inside[0]);
    const meeting = await chair.locator("main a[href^='/panel-meetings/']").last().getAttribute("href");
    for (const page of ["", "/papers"]) await at(chair, meeting + page);
    await at(chair, `${inside[0]}/meetings/new`);
    await at(chair, `${inside[0]}/consultation`);
    const manager = await person("manager", { width });
    for (const page of ["/change", "/members"]) await at(manager, inside[0] + page);
    const facilitator = await person("facilitator", { width });
    await at(facilitator, "/my-work");
    const runs = await facilitator.locator("main a[href^='/runs/']").evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute("href")))]);
    for (const run of runs.slice(0, 3)) await at(facilitator, run);
    const officer = await person("front-door", { width });
    await at(officer, "/waiting");
    const place = await officer.locator("main a[href^='/waiting/0']").first().getAttribute("href");
    for (const page of ["", "/look", "/offer", "/end"]) {
      const answer = await officer.goto(place + page);
      assert.ok([200, 403].includes(answer.status()), `${place}${page}: ${answer.status()}`);
      faults.push(...(await sound(officer)));
    }
  }
  assert.deepEqual(faults, []);
});
