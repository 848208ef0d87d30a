import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import AuditResult from "./AuditResult.vue";

it.each([
  ["ok", "done"],
  ["unknown", "unknown"],
  ["refused:conflict", "refused: conflict"],
  ["failed:unavailable", "failed: unavailable; it may have taken effect"],
])("says of %s what became of it", async (result, text) => {
  const screen = await renderOnStage(AuditResult, { result });
  expect(screen.container.textContent).toBe(text);
});
