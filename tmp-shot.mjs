import { chromium } from "playwright-core";
const [,, who, width, ...paths] = process.argv;
const base = "http://127.0.0.1:18290";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await (await browser.newContext({ viewport: { width: Number(width), height: 900 } })).newPage();
await page.goto(base + "/sign-in");
await page.evaluate(async (who) => {
  const f = document.createElement("form"); f.method = "post"; f.action = "/demo/sign-in";
  const i = document.createElement("input"); i.name = "account"; i.value = who; f.append(i); document.body.append(f); f.submit();
}, who + "@example.org");
await page.waitForLoadState("networkidle");
let n = 0;
for (const p of paths) {
  const r = await page.goto(base + p);
  const body = await r.text();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  console.log(r.status(), p, body.length, "scrollWidth", wide);
  await page.screenshot({ path: `/tmp/prog-${who}-${width}-${n++}.png`, fullPage: true });
}
await browser.close();
