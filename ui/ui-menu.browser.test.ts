import { beforeEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-vue";
import { defineComponent, h } from "vue";
import UiMenu from "./UiMenu.vue";
import UiMenuItem from "./UiMenuItem.vue";

const chosen = vi.fn();
const WORDS = ["Pin", "Mute", "Invite people", "Leave the room"];
const Menu = defineComponent(
  () => () =>
    h("div", [
      h(
        UiMenu,
        {},
        {
          trigger: ({ props }: { props: object }) =>
            h("button", { type: "button", ...props }, "Do"),
          default: () =>
            WORDS.map((word) => h(UiMenuItem, { onSelect: () => chosen(word) }, () => word)),
        },
      ),
      h("button", { type: "button" }, "After it"),
    ]),
);

beforeEach(() => {
  chosen.mockClear();
});

it("is opened by its button, named after it, and closed by what is chosen", async () => {
  const screen = await render(Menu);
  const button = screen.getByRole("button", { name: "Do" });
  await button.click();
  await expect.element(button).toHaveAttribute("aria-expanded", "true");
  await expect.element(screen.getByRole("menu", { name: "Do" })).toBeVisible();
  await screen.getByRole("menuitem", { name: "Mute" }).click();
  expect(chosen).toHaveBeenCalledExactlyOnceWith("Mute");
  expect(screen.getByRole("menu").query()).toBeNull();
  await expect.element(button).toHaveFocus();
});

it("is walked through by keys, which stay within it", async () => {
  const screen = await render(Menu);
  screen.getByRole("button", { name: "Do" }).element().focus();
  await userEvent.keyboard("{Enter}");
  const item = (name: string) => screen.getByRole("menuitem", { name });
  await expect.element(item("Pin")).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(item("Pin")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await expect.element(item("Invite people")).toHaveFocus();
  await userEvent.keyboard("{End}");
  await expect.element(item("Leave the room")).toHaveFocus();
  await userEvent.keyboard("mu");
  await expect.element(item("Mute")).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  expect(chosen).toHaveBeenCalledExactlyOnceWith("Mute");
});

it("is left by Escape to its button, and by Tab from there on", async () => {
  const screen = await render(Menu);
  const button = screen.getByRole("button", { name: "Do" });
  button.element().focus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(screen.getByRole("menuitem", { name: "Pin" })).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await expect.element(button).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  await userEvent.tab();
  await expect.element(screen.getByRole("button", { name: "After it" })).toHaveFocus();
  expect(screen.getByRole("menu").query()).toBeNull();
  expect(chosen).not.toHaveBeenCalled();
});

it("is closed by a press elsewhere, and by a second on its button", async () => {
  const screen = await render(Menu);
  const button = screen.getByRole("button", { name: "Do" });
  for (const elsewhere of [screen.getByRole("button", { name: "After it" }), button]) {
    await button.click();
    await expect.element(screen.getByRole("menu")).toBeVisible();
    await elsewhere.click();
    expect(screen.getByRole("menu").query()).toBeNull();
  }
});
