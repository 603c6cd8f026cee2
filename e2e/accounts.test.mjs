// The pages of accounts, organisations and teams in a real browser: wide, at 320 px, each with axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sound, world } from "./kit.mjs";

let w;
before(async () => { w = await world(); });
after(async () => { await w?.close(); });

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("button", { name, exact: true }).click()]);
// a link may look like a button, and is one then to those who hear it
const follow = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole("link", { name, exact: true }).or(page.getByRole("button", { name, exact: true })).first().click({ timeout: 5000 })]);
const says = async (page, text) => assert.match(await page.locator("main").innerText(), text);

for (const width of [1280, 320]) {
  test(`an administrator adds, finds, changes, resets and disables an account at ${width} px`, async () => {
    const page = await w.person("admin", { width });
    const faults = [];
    const shots = process.env.SHOTS;
    const look = async (name) => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
      faults.push(...(await sound(page)));
    };
    const email = `nora-${width}@example.com`;
    await page.goto("/admin/settings"); await look("settings");
    await page.goto("/admin"); await look("admin");
    await follow(page, "Find and change accounts"); await look("accounts");
    await follow(page, "Add an account"); await look("new");
    await page.getByLabel("Full name").fill("Nora Field");
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Organisation").selectOption({ label: "Council" });
    await page.getByLabel("Lead professional").check();
    await press(page, "Add and make an invitation"); await look("invitation");
    const first = await page.locator(".govuk-inset-text:not([hidden])").innerText();
    assert.match(first, /\/invitation\//);
    await follow(page, "Back to the account"); await look("account");

    await follow(page, "Change"); await look("change");
    await page.getByLabel("Email address").fill("nora");
    await press(page, "Save"); await look("change-error");
    assert.match(await page.title(), /^Error: /);
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Job title").fill("Family worker");
    await page.getByRole("group", { name: "Works in these teams" }).getByLabel("Gillingham").check();
    await press(page, "Save"); await look("changed");
    await says(page, /Saved\.[^]*Family worker[^]*Gillingham/);

    await follow(page, "Reset password and second factor"); await look("reset");
    await press(page, "Reset and make an invitation");
    assert.notEqual(await page.locator(".govuk-inset-text:not([hidden])").innerText(), first);
    await page.goto("/admin/accounts");
    await page.getByLabel("Name, email address or organisation").fill(email);
    await press(page, "Search"); await look("found");
    assert.doesNotMatch(page.url(), /nora/);
    await follow(page, "Nora Field");
    await follow(page, "Disable"); await look("disable");
    await press(page, "Disable account"); await says(page, /Disabled/); await look("disabled");
    await follow(page, "Enable"); await look("enable");
    await press(page, "Enable account"); await says(page, /In use/);
    await page.goto("/admin/accounts");
    await press(page, "Show all accounts");
    await follow(page, "Next page"); await look("accounts-2");

    // whoever leads for families is not shut out before these are handed over
    await page.getByLabel("Name, email address or organisation").fill("lead@example.org");
    await press(page, "Search");
    await follow(page, "Daniel Osei"); await look("lead");
    await follow(page, "Disable"); await look("leaver");
    await says(page, /They lead for \d+ families/);
    await page.goto("/admin/accounts");
    await press(page, "Show all accounts");
    assert.deepEqual(faults, []);
  });
  test(`an administrator makes an organisation and a team at ${width} px`, async () => {
    const page = await w.person("admin", { width });
    const faults = [];
    const shots = process.env.SHOTS;
    const look = async (name) => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
      faults.push(...(await sound(page)));
    };
    await page.goto("/admin/organisations"); await look("organisations");
    await follow(page, "Add an organisation");
    await press(page, "Add organisation"); await look("organisation-error");
    await page.getByLabel("Name").fill(`Oak Lane School ${width}`);
    await page.getByLabel("Kind").selectOption({ label: "Education" });
    await press(page, "Add organisation"); await look("organisation");
    await follow(page, "Add a team"); await look("team-new");
    await page.getByLabel("Name").fill("Pastoral care");
    await press(page, "Add team"); await look("organisation-team");
    await follow(page, "Pastoral care"); await look("team");
    await page.getByLabel("Name").fill("Pastoral");
    await press(page, "Save"); await says(page, /Saved\./);
    await page.goto("/admin/organisations");
    await follow(page, "Council"); await look("council");
    await follow(page, "Gillingham"); await look("team-of-council");
    assert.deepEqual(faults, []);
  });
}
