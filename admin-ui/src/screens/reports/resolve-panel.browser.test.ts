import { expect, it } from "vitest";
import { h } from "vue";
import NoticeStack from "../../../../ui/NoticeStack.vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ResolvePanel from "./ResolvePanel.vue";

const report = { id: "r1", room_id: "room", seq: 1, reason: "rude", status: "open", created_at: 0 };
const author = { id: "u1", display_name: "Maya" };

it("says what was done, whatever is chosen before the answer comes", async () => {
  const answer = Promise.withResolvers<unknown>();
  const screen = await renderOnStage(
    { render: () => [h(ResolvePanel, { report: report as never, author }), h(NoticeStack)] },
    {},
    () => answer.promise,
  );
  await screen.getByRole("radio", { name: /^Mute/ }).click();
  const button = screen.getByRole("button", { name: "Mute Maya and resolve" });
  await button.click();
  await expect.element(button).toHaveAttribute("aria-busy");
  await screen.getByRole("radio", { name: /^Dismiss/ }).click();
  answer.resolve({ report, enforced: { confirmed: 1, servers: 1, ms: 1 } });
  await expect.element(screen.getByText(/^Maya is muted, the report resolved/)).toBeVisible();
});
