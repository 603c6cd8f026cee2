// axe-core in the page: WCAG 2.2 AA.
import { readFileSync } from "node:fs";
const source = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
export async function AxeBuilder(page) {
  await page.evaluate(source);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values } }), tags);
  return found.violations;
}
