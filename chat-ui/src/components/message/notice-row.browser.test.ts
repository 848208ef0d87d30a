import { afterEach, expect, it } from "vitest";
import { setLocale } from "../../i18n/i18n.ts";
import type { Notice } from "../../logic/timeline.ts";
import { ME, PEOPLE } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import NoticeRow from "./NoticeRow.vue";

const omar = PEOPLE.find((user) => user.username === "omar") ?? ME;
const joined: Notice = {
  event: "member",
  change: "joined",
  room_id: "r",
  seq: 1,
  n: 0,
  id: "e1",
  at: 0,
  server_id: "node-1",
  sender: { id: omar.id, display_name: omar.display_name },
  user: { id: omar.id, display_name: omar.display_name },
};

afterEach(() => setLocale("en"));

it("keeps a name that runs the other way to itself", async () => {
  const { container } = await renderOnStage(NoticeRow, { entry: joined });
  expect(container.textContent).toContain(`\u2068${omar.display_name}\u2069 joined`);
});

it("puts the name where the language wants it", async () => {
  await setLocale("ar");
  const { container } = await renderOnStage(NoticeRow, { entry: joined });
  expect(container.textContent).toContain(`انضم \u2068${omar.display_name}\u2069`);
});
