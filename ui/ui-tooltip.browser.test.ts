import { expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-vue";
import { defineComponent, h, ref } from "vue";
import IconButton from "./IconButton.vue";
import UiTooltip from "./UiTooltip.vue";

const Page = defineComponent(() => {
  const who = ref("…");
  return () =>
    h("div", [
      h(IconButton, { label: "Reply", keys: "R" }, () => "r"),
      h(
        "button",
        {
          type: "button",
          "data-tooltip": who.value,
          onTooltip: () => setTimeout(() => (who.value = "Ana and Bo"), 50),
        },
        "Thumbs up",
      ),
      h(UiTooltip),
    ]);
});

it("says what an icon means, to those who rest on it and those who come by keys", async () => {
  const screen = await render(Page);
  const tooltip = screen.getByRole("tooltip");
  await screen.getByRole("button", { name: "Reply" }).hover();
  await expect.element(tooltip).toHaveTextContent("Reply R");
  await userEvent.keyboard("{Escape}");
  expect(tooltip.query()).toBeNull();
  await userEvent.tab();
  await expect.element(tooltip).toHaveTextContent("Reply R");
  await expect
    .element(screen.getByRole("button", { name: "Reply" }))
    .not.toHaveAccessibleDescription();
});

it("shows what is only known later, and describes its target by it", async () => {
  const screen = await render(Page);
  const button = screen.getByRole("button", { name: "Thumbs up" });
  await button.hover();
  await expect.element(screen.getByRole("tooltip")).toHaveTextContent("Ana and Bo");
  await expect.element(button).toHaveAccessibleDescription("Ana and Bo");
  await screen.getByRole("button", { name: "Reply" }).click();
  expect(screen.getByRole("tooltip").query()).toBeNull();
  await expect.element(button).not.toHaveAccessibleDescription();
});
