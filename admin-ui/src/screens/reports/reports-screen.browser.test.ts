import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ReportsScreen from "./ReportsScreen.vue";

const report = {
  id: "r1",
  room_id: "room",
  seq: 1,
  reason: "rude",
  reporter: { id: "u2", kind: "member", username: "ben", display_name: "Ben" },
  status: "open",
  created_at: 0,
};

it("says of no open report what came of it while those that were chosen are on their way", async () => {
  const screen = await renderOnStage(ReportsScreen, {}, (_call, query) =>
    query.get("status") === "open" ? { reports: [report] } : new Promise(() => undefined),
  );
  await expect.element(screen.getByText("rude")).toBeVisible();
  await screen.getByLabelText("Show").selectOptions("Resolved");
  const table = screen.getByRole("region", { name: "Reports" });
  await expect.element(table).toHaveAttribute("aria-busy");
  await expect.element(table.getByText("rude")).toBeVisible();
  await expect.element(table.getByText("no action")).not.toBeInTheDocument();
  await expect.element(table.getByRole("columnheader", { name: "Waiting" })).toBeVisible();
});
