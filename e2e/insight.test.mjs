// A quarter is frozen, published by a second person, read by the board on a screen, a telephone and paper; and whoever
// commissions, returns and brings over finds their pages sound.
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

test("a quarter is frozen by one and published by another, and the board reads it", async () => {
  const head = await person("head");
  await at(head, "/insight/publications");
  await head.selectOption("select[name=period]", { index: 7 });
  const period = await head.locator("select[name=period] option:checked").innerText();
  await press(head, "Freeze");
  assert.match(await text(head), /You froze these figures/);
  const privacy = await person("privacy");
  await at(privacy, "/my-work");
  await follow(privacy, "look at them and publish them");
  await press(privacy, "Publish");
  assert.ok((await text(privacy)).includes(period));

  for (const width of [1280, 320]) {
    for (const script of [true, false]) {
      // without script axe cannot look
      const board = await person("board", { width, script });
      await at(board, "/insight", { axe: script });
      assert.match(await text(board), /contacts and referrals came to early help/);
      await at(board, await board.locator("main table a").first().getAttribute("href"), { axe: script });
      assert.ok(await board.locator("main svg[role=img]").count() > 0, "a picture");
      assert.ok(await board.locator("main table").count() > 0, "and a table beside it");
      await at(board, "/insight/definitions", { axe: script });
      await at(board, "/insight/definitions/4c", { axe: script });
    }
  }
});

test("the board's page prints, and its figure is a file with its definition", async () => {
  const board = await person("board");
  await at(board, "/insight");
  const paper = await board.pdf({ format: "A4" });
  assert.ok(paper.length > 10_000, "a print");
  await follow(board, "Contacts and referrals, by source");
  const href = await board.locator("main a", { hasText: "XLSX" }).getAttribute("href");
  const file = await board.context().request.get(href);
  assert.equal(file.status(), 200);
  assert.equal((await file.body()).subarray(0, 2).toString(), "PK");
});

test("head and manager look at figures as they are now, tell them apart, open them and keep a view", async () => {
  for (const [who, width] of [["head", 1280], ["manager", 320]]) {
    const page = await person(who, { width });
    await at(page, "/insight/now");
    assert.match(await text(page), /Not for sharing/);
    await at(page, "/insight/figures/4c?period=fy2025&by=age&and=sex");
    assert.match(await text(page), /By age and by sex/);
    await at(page, "/insight/figures/1b?period=2026-q3");
    await follow(page, "Open what is counted");
    await at(page, "/insight/figures/c1?period=fy2025&by=source");
    await page.locator("summary", { hasText: "Keep this view" }).click();
    await page.getByLabel("What shall it be called?").fill("How soon we decide");
    await press(page, "Keep");
    assert.match(await text(page), /How soon we decide/);
  }
});

test("who commissions, returns and brings over finds sound pages", async () => {
  const walks = { commissioner: ["/contracts", "/returns", "/needs"], privacy: ["/exports"], admin: ["/imports"], head: ["/exports", "/needs"] };
  for (const [who, paths] of Object.entries(walks)) {
    for (const width of [1280, 320]) {
      const page = await person(who, { width });
      for (const path of paths) {
        await at(page, path);
        const first = page.locator("main table a, main li a").first();
        if (await first.count()) await at(page, await first.getAttribute("href"));
      }
    }
  }
});

test("every page on the way was sound", () => assert.deepEqual(faults, []));
