import { expect, it, vi } from "vitest";
import { h, nextTick, ref } from "vue";
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

it("names those of the last answer, whichever comes last", async () => {
  const answers: ((users: (typeof ME)[]) => void)[] = [];
  const count = ref(1);
  const reaction = () => ({ emoji: "🎉", count: count.value, me: false });
  const screen = await renderOnStage(
    () => [h(ReactionChip, { message, reachable: true, reaction: reaction() }), h(UiTooltip)],
    {},
    { actions: { reactors: () => new Promise((resolve) => answers.push(resolve)) } },
  );
  const tooltip = screen.getByRole("tooltip");
  await screen.getByRole("button").hover();
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.([ana]);
  await expect.element(tooltip).toHaveTextContent(`${ana.display_name} reacted with 🎉`);
  for (const now of [2, 1]) {
    count.value = now;
    await nextTick();
  }
  expect(answers).toHaveLength(3);
  answers[2]?.([ben]);
  await expect.element(tooltip).toHaveTextContent(`${ben.display_name} reacted with 🎉`);
  answers[1]?.([ana]);
  await new Promise(requestAnimationFrame);
  await expect.element(tooltip).toHaveTextContent(`${ben.display_name} reacted with 🎉`);
});
