// If this is wrong, a page that a blind, a hurried or a zooming person cannot use is called good.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
// 320 px is also what a window of 1280 px is at 400 %, as WCAG 2.2 (1.4.10) asks.
const widths = [320, 360, 1440];

/** What axe finds on the page that is open, one sentence each. */
export async function axe_findings(page) {
  await page.evaluate(axe_source);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ["violations"] });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
  });
}

async function too_wide(page) {
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.push(`${width} px: ${over} px too wide`);
  }
  return found;
}

/** Opens every path under `base` in the window and returns all that is wrong with them, one sentence each. */
export async function judge_pages(page, base, paths) {
  const found = [];
  for (const path of paths) {
    await page.setViewportSize({ width: 1280, height: 900 });
    const answer = await page.goto(base + path);
    if (answer.status() >= 500 || (answer.status() >= 400 && path !== "/no-such-page")) found.push(`${path}: ${answer.status()}`);
    for (const each of [...(await axe_findings(page)), ...(await too_wide(page))]) found.push(`${path}: ${each}`);
  }
  return [...found, ...page.complaints];
}
