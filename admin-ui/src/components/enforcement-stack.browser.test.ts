import { expect, it } from "vitest";
import { h } from "vue";
import { useEnforcements } from "../stores/enforcements.ts";
import { renderOnStage } from "../testing/admin-stage.ts";
import EnforcementStack from "./EnforcementStack.vue";

it("speaks of what is confirmed, and not of each try", async () => {
  let attempts = 0;
  const screen = await renderOnStage(
    {
      setup: () => {
        useEnforcements().follow({ confirmed: 1, servers: 2, ms: 5, id: "e1", pending: ["b"] });
        return () => h(EnforcementStack);
      },
    },
    {},
    () => {
      attempts += 1;
      const what = { id: "e1", server_id: "a", action: "ban.create", target: "u1" };
      const state = { state: "trying", started_at: 0, confirmed: 1, servers: 2, ms: 5 };
      return { enforcement: { ...what, ...state, pending: ["b"], attempts } };
    },
  );
  const row = screen.getByRole("list").getByRole("listitem");
  await expect.element(row.getByText(/waiting for b, told 2 times/)).toBeVisible();
  const spoken = row.getByRole("status").element().textContent;
  expect(spoken).toContain("1 of 2 servers confirmed so far");
  expect(spoken).not.toContain("told");
  await row.getByRole("button", { name: "Dismiss" }).click();
});
