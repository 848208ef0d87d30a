import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import SendButton from "./SendButton.vue";

beforeEach(() => vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

it("counts down while the server takes nothing, and then sends again", async () => {
  const screen = await renderOnStage(SendButton, {
    label: "Send",
    enabled: true,
    limitedUntil: Date.now() + 2_500,
  });
  const button = screen.getByRole("button");
  for (const [seconds, name] of [
    [3, "You can send again in 3 seconds"],
    [2, "You can send again in 2 seconds"],
    [1, "You can send again in 1 second"],
  ] as const) {
    await expect.element(button).toHaveAccessibleName(name);
    await expect.element(button).toHaveTextContent(`${seconds} s`);
    await expect.element(button).toBeDisabled();
    vi.advanceTimersByTime(1_000);
  }
  await expect.element(button).toHaveAccessibleName("Send");
  await button.click();
  expect(screen.emitted("press")).toHaveLength(1);
});
