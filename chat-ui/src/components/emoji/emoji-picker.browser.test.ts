import { afterEach, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import EmojiPicker from "./EmojiPicker.vue";

afterEach(() => {
  document.documentElement.dir = "ltr";
});

const cell = (index: number) => document.querySelector(`[data-index="${index}"]`);

it.each([
  ["ltr", "{ArrowRight}", "{ArrowLeft}"],
  ["rtl", "{ArrowLeft}", "{ArrowRight}"],
])("moves as the arrows point, in %s", async (dir, onward, back) => {
  document.documentElement.dir = dir;
  const screen = await renderOnStage(EmojiPicker);
  await screen.getByRole("searchbox").click();
  await expect.poll(() => cell(1)).not.toBeNull();
  await userEvent.keyboard("{ArrowDown}");
  await expect.poll(() => document.activeElement).toBe(cell(0));
  await userEvent.keyboard(onward);
  expect(document.activeElement).toBe(cell(1));
  await userEvent.keyboard(back);
  expect(document.activeElement).toBe(cell(0));
});

it("takes Enter for its own only once an input method is through with it", async () => {
  const screen = await renderOnStage(EmojiPicker);
  const field = screen.getByRole("searchbox");
  await field.fill("smile");
  await expect.element(screen.getByRole("button", { name: /smil/ }).first()).toBeVisible();
  const press = (isComposing: boolean): boolean =>
    field.element().dispatchEvent(
      new KeyboardEvent("keydown", {
        key: "Enter",
        isComposing,
        bubbles: true,
        cancelable: true,
      }),
    );
  expect(press(true)).toBe(true);
  expect(screen.emitted("pick")).toBeUndefined();
  press(false);
  expect(screen.emitted("pick")).toHaveLength(1);
});
