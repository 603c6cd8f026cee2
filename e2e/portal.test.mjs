// A lead opens a place for somebody of a family; they set it up on an old telephone without script, read the plan that was
// released to them, tick what they promised, end a sharing, say something before the review, and leave in a hurry.
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
const WORD = "the tin teapot";

async function setUp(code, { known = "demo", ...options }) {
  const they = await w.person(null, options);
  const look = { axe: options.script !== false };
  await at(they, "/my/begin", look);
  await they.fill("input[name=code]", code.toLowerCase().replaceAll("-", " "));
  await they.fill("input[name=known]", known);
  await they.fill("input[name=word]", WORD);
  await press(they, "Set up", look);
  assert.match(await text(they), /Hello/);
  return [they, look];
}

// an action of theirs that is still to be done: some were ticked already
async function toTick(they) {
  await they.goto("/my/plan");
  const all = await they.locator('a[href^="/my/actions/"]').evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  for (const action of all) {
    await they.goto(action);
    if (await they.getByRole("button", { name: "It is done", exact: true }).count()) return action;
  }
}

// a family of the lead with something released, and where it matters with an action and a sharing that its parent can end
async function found(lead, { shares }) {
  await lead.goto("/my-work");
  const all = await lead.locator('main a[href^="/families/"]').evaluateAll((links) => links.map((a) => a.getAttribute("href").split("?")[0].split("/").slice(0, 3).join("/")));
  for (const family of [...new Set(all)]) {
    await lead.goto(`${family}/own-places`);
    const shown = await text(lead);
    if (!/In use/.test(shown) || !/: Released/.test(shown)) continue;
    await Promise.all([lead.waitForNavigation(), lead.getByRole("button", { name: /Make a new code/ }).first().click()]);
    const code = lead.url().split("/").pop();
    const [they] = await setUp(code, { width: 320 });
    const action = await toTick(they);
    await they.goto("/my/sharing");
    const sharing = await they.locator('a[href^="/my/sharing/"]').count();
    if ((action && sharing) || !shares) return [family, code, they];
  }
  throw new Error("no family of the demo fits");
}

test("somebody reads, ticks, ends a sharing, says something, and leaves", async () => {
  const lead = await w.person("lead");
  const [family, code] = await found(lead, { shares: true });
  const they = await w.person(null, { width: 320, script: false });
  const look = { axe: false };
  await at(they, "/my/sign-in", look);
  await they.fill("input[name=code]", code);
  await they.fill("input[name=word]", "not my word");
  await press(they, "Open", look);
  assert.match(await text(they), /open nothing/);
  await they.fill("input[name=code]", code);
  await they.fill("input[name=word]", WORD);
  await press(they, "Open", look);

  await at(they, "/my/plan", look);
  assert.match(await text(they), /This is what we agreed together/);
  await at(they, await toTick(they), look);
  await they.fill("textarea[name=note]", "It went well.");
  await press(they, "It is done", look);
  assert.match(await text(they), /Done/);

  await at(they, "/my/sharing", look);
  await at(they, await they.locator('a[href^="/my/sharing/"]').first().getAttribute("href"), look);
  assert.match(await text(they), /see nothing more from this moment/);
  await press(they, "End sharing", look);
  assert.match(await text(they), /Saved/);

  await at(they, "/my/say", look);
  await press(they, "Send", look);
  assert.match(await text(they), /Choose what it is about/);
  await they.locator('input[name=kind][value="before-review"]').check();
  await they.fill("textarea[name=words]", "I want to talk about the mornings.");
  await press(they, "Send", look);
  assert.match(await text(they), /I want to talk about the mornings/);

  // out: the button works without script, and what is kept of it opens nothing
  const out = await they.context().request.post("/leave", { maxRedirects: 0 });
  assert.equal(out.status(), 303);
  assert.equal(out.headers().location, "/left");
  await they.goto("/my/plan");
  assert.match(they.url(), /\/my\/sign-in/);

  const again = await w.person("lead", { width: 320 });
  await at(again, `${family}/own-places`);
  await at(again, await again.locator('main a[href*="/own-places/said/"]').first().getAttribute("href"));
  assert.match(await text(again), /I want to talk about the mornings/);
  await again.fill("textarea[name=answer]", "We begin with the mornings.");
  await press(again, "Answer");
});

test("every page of a place is sound on a small telephone, and Shift three times leaves it", async () => {
  const lead = await w.person("lead");
  const [family, code, they] = await found(lead, { shares: false });
  assert.ok(code);
  for (const path of ["/my", "/my/request", "/my/people", "/my/plan", "/my/sharing", "/my/agreement", "/my/say", "/my/services", "/my/good-days", "/my/looked"]) {
    const answer = await they.goto(path);
    if (answer.status() === 404) continue;
    faults.push(...(await sound(they)));
    assert.equal(await they.locator("form[data-away]").count(), 1, "a way out");
  }
  await at(they, "/my/plan");
  await at(they, await they.locator('a[href$="/disagree"]').first().getAttribute("href"));
  await they.route("https://www.bbc.co.uk/**", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<p>Weather" }));
  for (let n = 0; n < 3; n++) await they.keyboard.press("Shift");
  await they.waitForURL(/bbc\.co\.uk/);

  for (const width of [1280, 320]) {
    const worker = await w.person("lead", { width });
    await at(worker, `${family}/own-places`);
    const links = await worker.locator('main a[href*="/own-places/"]').evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    for (const link of [...new Set(links)]) await at(worker, link);
  }
  const inviting = await w.person("lead", { width: 320 });
  await at(inviting, `${family}/own-places/new`);
  await press(inviting, "Invite them");
  assert.match(await inviting.title(), /^Error/);
  await at(inviting, "/my/begin");
  await at(inviting, "/my/sign-in?ended=yes");
});

test("no page has a fault", () => assert.deepEqual(faults, []));
