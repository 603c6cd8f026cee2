// A server of its own on demo data, and a real browser: what journeys share.
import { AxeBuilder } from "./axe.mjs";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function freePort() {
  return new Promise((done) => {
    const s = createServer();
    s.listen(0, "127.0.0.1", () => { const { port } = s.address(); s.close(() => done(port)); });
  });
}
export async function world() {
  const dir = mkdtempSync(join(tmpdir(), "earlyhelp-e2e-"));
  const [port, inner] = [await freePort(), await freePort()];
  const env = {
    ...process.env, EARLYHELP_DATABASE: `sqlite:${dir}/demo.db`, EARLYHELP_DEMO: "1", EARLYHELP_LISTEN: `127.0.0.1:${port}`,
    EARLYHELP_PRIVATE_LISTEN: `127.0.0.1:${inner}`, EARLYHELP_LOG: "error", EARLYHELP_URL: `http://127.0.0.1:${port}`,
    // before its hour the day's work does not run: at night it is noon here, of the same day
    ...(new Date().getUTCHours() < 6 ? { EARLYHELP_CLOCK: "+12h" } : {}),
  };
  const bin = process.env.EARLYHELP_BIN ?? "target/debug/earlyhelp";
  execFileSync(bin, ["demo", "--families", "250", "--seed", "1"], { env, stdio: "ignore" });
  let server;
  async function serve(more = {}) {
    server = spawn(bin, ["serve"], { env: { ...env, ...more }, stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((done) => server.stdout.once("data", done));
  }
  async function stop() {
    server.kill("SIGTERM");
    await new Promise((done) => server.once("exit", done));
  }
  await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  const base = `http://127.0.0.1:${port}`;
  return {
    base,
    async person(who, { width = 1280, script = true } = {}) {
      const context = await browser.newContext({ baseURL: base, viewport: { width, height: 800 }, javaScriptEnabled: script });
      if (who) await context.request.post("/demo/sign-in", { form: { account: `${who}@example.org` } });
      return context.newPage();
    },
    // the same data by another clock; everybody signs in again
    async at(clock) {
      await stop();
      await serve({ EARLYHELP_CLOCK: clock });
    },
    async close() {
      await browser.close();
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
// What every page must be: no axe violation, no sideways scroll, at most 30 KB of HTML.
export async function sound(page, { axe = true } = {}) {
  const faults = [];
  const html = await page.content();
  if (html.length > 30 * 1024) faults.push(`${page.url()}: ${html.length} bytes of HTML`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
  if (wide > 0) faults.push(`${page.url()}: ${wide} px too wide at ${page.viewportSize().width}`);
  if (axe) for (const v of await AxeBuilder(page)) faults.push(`${page.url()}: ${v.id}: ${v.nodes.map((n) => n.html).slice(0, 2).join(" ")}`);
  return faults;
}
