import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { long } from "../tests/harness/long.ts";

const findings = async (page: Page, part: string, rules: readonly string[]): Promise<string[]> => {
  // Fading in or out is no state that anybody reads. What another colour scheme sets off begins with the next frame.
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const ending = () =>
      document.getAnimations().filter((one) => one.effect?.getTiming().iterations === 1);
    do {
      await Promise.allSettled(ending().map((one) => one.finished));
      await frame();
      await frame();
    } while (ending().some((one) => one.playState === "running"));
  });
  // "Legacy" is without a page of its own to put frames' findings together: there are no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(part);
  if (rules.length > 0) axe.withRules([...rules]);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
};

/** What axe calls serious or worse, over the whole page or the part of it that opened last. */
export const seriousFindings = (page: Page, part = "html"): Promise<string[]> =>
  findings(page, part, []);

/** The same by light and in the dark, for a page that goes by its system: there only colours can be new. */
export const findingsInBothSchemes = async (page: Page, part = "html"): Promise<string[]> => {
  const light = await findings(page, part, []);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await findings(page, part, long ? [] : ["color-contrast"]);
  await page.emulateMedia({ colorScheme: "light" });
  return [...light, ...dark.map((finding) => `dark: ${finding}`)];
};
