import { expect, it, vi } from "vitest";
import { h } from "vue";
import UiTooltip from "../../../../ui/UiTooltip.vue";
import type { ShownMessage } from "../../logic/rows.ts";
import { ME, PEOPLE } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import ReactionChip from "./ReactionChip.vue";

const [, ana = ME, ben = ME] = PEOPLE;
const message: ShownMessage = {
  cid: "c1",
  sender: { id: ana.id, display_name: ana.display_name },
  content: "hello",
  at: 0,
  reactions: [],
  seq: 7,
  server_id: "node-1",
};

const chip = (count: number, reactors: () => Promise<(typeof ME)[]>) =>
  renderOnStage(
    () => [
      h(ReactionChip, { message, reachable: true, reaction: { emoji: "🎉", count, me: false } }),
      h(UiTooltip),
    ],
    {},
    { actions: { reactors } },
  );

it("names who reacted, and how many more", async () => {
  const reactors = vi.fn(async () => [ana, ben]);
  const screen = await chip(5, reactors);
  await screen.getByRole("button").hover();
  await expect
    .element(screen.getByRole("tooltip"))
    .toHaveTextContent(`${ana.display_name}, ${ben.display_name} and 3 others reacted with 🎉`);
  expect(reactors).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ seq: 7 }), "🎉");
});

it("names them to whoever comes by keys, too", async () => {
  const screen = await chip(1, async () => [ana]);
  screen
    .getByRole("button")
    .element()
    .focus({ focusVisible: true } as FocusOptions);
  await expect
    .element(screen.getByRole("button"))
    .toHaveAccessibleDescription(`${ana.display_name} reacted with 🎉`);
});

it("says so when the names can't be had", async () => {
  const screen = await chip(2, () => Promise.reject(new Error("away")));
  await screen.getByRole("button").hover();
  await expect
    .element(screen.getByRole("tooltip"))
    .toHaveTextContent("The names could not be loaded");
});
