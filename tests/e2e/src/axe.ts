// axe-core in the page; what hinders people seriously or altogether is a fault.
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

declare global { interface Window { axe: typeof axe } }

export async function accessFaults(page: Page): Promise<string[]> {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe.source);
  const results: AxeResults = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  }));
  return results.violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map((violation) => `axe ${violation.impact} ${violation.id}: ${violation.help}\n${violation.nodes.slice(0, 3)
      .map((node) => `      ${node.html.slice(0, 200)}\n        ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ""}`).join("\n")}`);
}
