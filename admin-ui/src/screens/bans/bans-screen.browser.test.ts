import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import BansScreen from "./BansScreen.vue";

const user = { id: "u1", display_name: "Maya" };
const ban = { id: "b1", user_id: "u1", user, created_by: "a1", created_at: 0 };

it("calls a ban by its name while the mutes that were chosen are on their way", async () => {
  const lifted: string[] = [];
  const screen = await renderOnStage(BansScreen, {}, (call, query) => {
    if (call === "GET /api/admin/bans") {
      return query.get("kind") === "mute" ? new Promise(() => undefined) : { bans: [ban] };
    }
    if (call.startsWith("DELETE ")) lifted.push(call);
    return { preview: { standing: { bans: 0, mutes: 0 } } };
  });
  await expect.element(screen.getByRole("button", { name: "Lift" })).toBeVisible();
  await screen.getByLabelText("Show").selectOptions("Mutes");
  await expect
    .element(screen.getByRole("region", { name: "Bans in force" }))
    .toHaveAttribute("aria-busy");
  await screen.getByRole("button", { name: "Lift" }).click();
  const dialog = screen.getByRole("dialog");
  await expect.element(dialog.getByText("Lift the ban on Maya?")).toBeVisible();
  await dialog.getByRole("button", { name: "Lift the ban" }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(lifted).toEqual(["DELETE /api/admin/bans/b1"]);
});
