import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, type RateLimitName } from "../../../src/protocol/settings.ts";
import ReachNote from "../screens/announcements/ReachNote.vue";
import LimitsScreen from "../screens/limits/LimitsScreen.vue";
import WordFilterPreview from "../screens/rooms/WordFilterPreview.vue";
import { renderOnStage } from "../testing/admin-stage.ts";

it("shows no reach of the audience before while that of the new one is counted", async () => {
  let asked = 0;
  const screen = await renderOnStage(ReachNote, { audience: { to: "everyone" } }, () => {
    asked += 1;
    return asked === 1 ? { reach: { connections: 7 } } : new Promise(() => undefined);
  });
  await expect.element(screen.getByText("Reaches 7 connections now")).toBeVisible();
  await screen.rerender({ audience: { to: "guests" } });
  await expect.poll(() => asked).toBe(2);
  await expect.element(screen.getByText(/Reaches/)).not.toBeInTheDocument();
});

it("shows nothing that other words would have refused than those that stand there", async () => {
  const answer = Promise.withResolvers<unknown>();
  const props = { roomId: "room", words: ["badword"] };
  const screen = await renderOnStage(WordFilterPreview, props, () => answer.promise);
  const button = screen.getByRole("button", { name: "Try on the newest messages" });
  await button.click();
  await screen.rerender({ words: ["badword", "b*"] });
  answer.resolve({ tested: 200, matched: 3, messages: [] });
  await expect.element(button).not.toHaveAttribute("aria-busy");
  await expect.element(screen.getByText(/would have been refused/)).not.toBeInTheDocument();
  await screen.rerender({ words: ["badword"] });
  await expect.element(screen.getByText(/^3 of the newest 200/)).toBeVisible();
});

it("shows nothing that other limits would have met than those that stand there", async () => {
  const answer = Promise.withResolvers<unknown>();
  const screen = await renderOnStage(LimitsScreen, {}, (call) =>
    call === "POST /api/admin/settings/simulate" ? answer.promise : DEFAULT_SETTINGS,
  );
  const field = screen.getByLabelText("Sign-ins: at most");
  await field.fill("11");
  const button = screen.getByRole("button", { name: "Try on the last 24 hours" });
  await button.click();
  await field.fill("1");
  const result = {
    hits: 5,
    refused: { least: 0, most: 0 },
    callers_refused: 0,
    was_refused: 0,
    top: [],
  };
  const names = Object.keys(DEFAULT_SETTINGS.limits) as RateLimitName[];
  const limits = Object.fromEntries(names.map((name) => [name, result]));
  answer.resolve({ simulation: { minutes: 3, from: 0, to: 180_000, limits } });
  await expect.element(button).not.toHaveAttribute("aria-busy");
  await expect
    .element(screen.getByText("The limits were changed since. Try them again."))
    .toBeVisible();
  await expect.element(screen.getByText("None of 5 refused")).not.toBeInTheDocument();
});
