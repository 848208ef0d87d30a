import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { long } from "../tests/harness/long.ts";

type Findings = (page: Page, part?: string) => Promise<string[]>;

const findingsBy =
  (rules: readonly string[]): Findings =>
  async (page, part = "html") => {
    // "Legacy" is without a page of its own to put frames' findings together: there are no frames.
    const axe = new AxeBuilder({ page }).setLegacyMode().include(part);
    if (rules.length > 0) axe.withRules([...rules]);
    const { violations } = await axe.analyze();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  };

/** What axe calls serious or worse, over the whole page or the part of it that opened last. */
export const seriousFindings = findingsBy([]);

/** The same states in one scheme after the other: in the second one only colours can be new. */
export const findingsIn = (colorScheme: "light" | "dark"): Findings =>
  colorScheme === "dark" && !long ? findingsBy(["color-contrast"]) : seriousFindings;
