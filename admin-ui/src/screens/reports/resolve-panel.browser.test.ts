import { afterEach, expect, it, vi } from "vitest";
import { h } from "vue";
import NoticeStack from "../../../../ui/NoticeStack.vue";
import { toLocalText } from "../../logic/local-time.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ResolvePanel from "./ResolvePanel.vue";

afterEach(() => {
  vi.useRealTimers();
});

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

it("mutes nobody until a moment that has passed while the report was read", async () => {
  const MINUTE = 60_000;
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000 * MINUTE });
  const screen = await renderOnStage(ResolvePanel, { report, author }, () => ({ report }));
  await screen.getByRole("radio", { name: /^Mute/ }).click();
  await screen.getByText("Until…").click();
  await screen.getByLabelText("Ends").fill(toLocalText(Date.now() + MINUTE));
  const button = screen.getByRole("button", { name: "Mute Maya and resolve" });
  await expect.element(button).toBeEnabled();
  vi.setSystemTime(Date.now() + 2 * MINUTE);
  await expect.element(screen.getByText("This moment has passed.")).toBeVisible();
  await expect.element(button).toBeDisabled();
});
