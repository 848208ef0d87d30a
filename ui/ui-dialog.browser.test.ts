import { expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-vue";
import { defineComponent, h, ref } from "vue";
import UiDialog from "./UiDialog.vue";

const Opener = defineComponent(() => {
  const open = ref(false);
  return () => [
    h("button", { onClick: () => (open.value = true) }, "Open it"),
    h(
      UiDialog,
      {
        open: open.value,
        "onUpdate:open": (now: boolean) => (open.value = now),
        title: "A title",
      },
      () => h("input", { "data-autofocus": "", "aria-label": "First" }),
    ),
  ];
});

it("takes the focus to what it is for, and gives it back", async () => {
  const screen = await render(Opener);
  await screen.getByRole("button", { name: "Open it" }).click();
  await expect.element(screen.getByRole("dialog", { name: "A title" })).toBeVisible();
  await expect.element(screen.getByLabelText("First")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(screen.getByRole("button", { name: "Open it" })).toHaveFocus();
});

it("closes by its button, which has a name", async () => {
  const screen = await render(Opener);
  await screen.getByRole("button", { name: "Open it" }).click();
  await screen.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => screen.getByRole("dialog").query()).toBeNull();
});
