import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import AnnouncementsScreen from "./AnnouncementsScreen.vue";

const announcement = {
  id: "n1",
  text: "Down at noon",
  level: "info",
  audience: { to: "everyone" },
  state: "live",
  starts_at: 0,
  ends_at: 0,
  reached: 3,
};

it("says which announcement is ended before it is", async () => {
  const screen = await renderOnStage(AnnouncementsScreen, {}, () => ({
    announcements: [announcement, { ...announcement, id: "n2", text: "Up again" }],
  }));
  await screen.getByRole("row", { name: "Up again" }).getByRole("button", { name: "End" }).click();
  await expect.element(screen.getByRole("dialog").getByText("Up again")).toBeVisible();
});
