import { expect, it } from "vitest";
import { h } from "vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import UsersScreen from "./UsersScreen.vue";

const pageOf = (letter: string) =>
  Array.from({ length: 50 }, (_, place) => ({
    id: `${letter}${place}`,
    kind: "member",
    username: `${letter}${place}`,
    display_name: `${letter} ${place}`,
    role: "user",
    created_at: 0,
    disabled: false,
  }));

it("begins the next page at its first row, wherever the one before was left", async () => {
  const style = "display: grid; height: 30rem";
  const screen = await renderOnStage(
    { render: () => h("div", { style }, h(UsersScreen)) },
    {},
    (_call, query) =>
      query.has("cursor") ? { users: pageOf("b") } : { users: pageOf("a"), next_cursor: "2" },
  );
  const last = screen.getByRole("row", { name: "a 49" });
  await expect.element(last).toBeInTheDocument();
  last.element().scrollIntoView();
  await expect.element(last).toBeInViewport();
  await screen.getByRole("button", { name: "Next page" }).click();
  await expect.element(screen.getByRole("row", { name: "b 0" })).toBeInViewport();
});
