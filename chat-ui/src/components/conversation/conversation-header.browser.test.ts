import { afterEach, expect, it } from "vitest";
import { setLocale, t } from "../../i18n/i18n.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { COMPANY, ME } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import MembersPanel from "../members/MembersPanel.vue";
import ConversationHeader from "./ConversationHeader.vue";

afterEach(() => setLocale("en"));

const [first] = COMPANY.rooms;
const room = { ...first, kind: "public", online: 1_234, members: 2_345 };

it("writes how many are there as the language does", async () => {
  await setLocale("de");
  const header = await renderOnStage(ConversationHeader, {
    room,
    membersShown: false,
    over: false,
  });
  const members = header.getByRole("button", { name: /^Mitglieder/ });
  await expect.poll(() => members.element().textContent.trim()).toBe("1.234");
  const panel = await renderOnStage(MembersPanel, { room, me: ME });
  const title = panel.getByRole("heading", { level: 2 });
  await expect.poll(() => title.element().textContent).toContain("2.345");
});

it.each([
  [1, "متصل واحد"],
  [2, "متصلان"],
  [5, "5 متصلين"],
  [12, "12 متصلًا"],
  [100, "100 متصل"],
])("says in Arabic that %i are online", async (n, said) => {
  await setLocale("ar");
  expect(t("people.onlineCount", { n, count: n })).toBe(said);
});

it("says who was there while there is no connection, and marks nobody as there", async () => {
  const chat = new FakeChat();
  chat.setState({ status: "waiting", attempt: 1, retryAt: Date.now() + 60_000, reason: "lost" });
  const props = { room, membersShown: false, over: false };
  const header = await renderOnStage(ConversationHeader, props, { chat });
  const members = header.getByRole("button", { name: /^Members: \d\S*$/ });
  await expect.poll(() => members.element().textContent.trim()).toBe("2,345");
  const panel = await renderOnStage(MembersPanel, { room, me: ME }, { chat });
  const heading = panel.getByRole("heading", { level: 3 });
  await expect.poll(() => heading.element().textContent).toContain("Offline when last heard");
  const marks = () => document.querySelectorAll("[data-presence]").length;
  expect(marks()).toBe(0);
  chat.setState({ status: "online", attempt: 0 });
  await expect.poll(marks).toBeGreaterThan(0);
  expect(heading.element().textContent).toMatch(/^\s*Offline ·/);
});
