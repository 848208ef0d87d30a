import { expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import type { Notice } from "../../../src/protocol/announcements.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { useAnnouncements } from "./announcements.ts";

const notice = (id: string): Pick<Notice, "id" | "text" | "level" | "version" | "ends_at"> => ({
  id,
  text: id,
  level: "info",
  version: 1,
  ends_at: Number.MAX_SAFE_INTEGER,
});

it("loses none that comes while the list of all is on its way", async () => {
  const chat = new FakeChat();
  type Answer = { announcements: ReturnType<typeof notice>[] };
  const late = Promise.withResolvers<Answer>();
  const call = vi.fn(async (): Promise<Answer> => ({ announcements: [] }));
  call.mockReturnValueOnce(late.promise);
  vi.spyOn(chat.rest, "call").mockImplementation(call as never);
  const app = createApp({}).use(chatPlugin(chat, createChatRouter(createMemoryHistory())));
  const announcements = app.runWithContext(() => useAnnouncements());
  const shown = (): string[] => announcements.list.map(({ id }) => id);
  await chat.start();

  chat.emit("announcement", { event: "announcement", id: "new", text: "new" });
  call.mockResolvedValueOnce({ announcements: [notice("old"), notice("new")] });
  late.resolve({ announcements: [notice("old")] });
  await expect.poll(() => shown()).toContain("old");
  expect(shown()).toEqual(["old", "new"]);
});
