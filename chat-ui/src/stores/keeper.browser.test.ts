import { afterEach, expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { chatPlugin } from "../create-app.ts";
import { AccountCache } from "../offline/account-cache.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { ACCOUNT_CACHE } from "./chat-port.ts";
import { useKeeper } from "./keeper.ts";
import { useTimelines } from "./timelines.ts";

const ROOM = "r-standup";
const cache = new AccountCache();

afterEach(() => cache.clear());

const keptContents = async (): Promise<readonly (string | undefined)[]> => {
  const pages = (await cache.read())?.pages ?? [];
  return pages.flatMap(({ page }) => page.messages.map(({ content }) => content));
};

it("keeps with the next change what could not be written", async () => {
  const write = vi.spyOn(cache, "keepPages").mockRejectedValueOnce(new Error("the disk is full"));
  const chat = new FakeChat();
  const app = createApp({})
    .use(chatPlugin(chat, createChatRouter(createMemoryHistory())))
    .provide(ACCOUNT_CACHE, cache);
  const { keeper, timelines } = app.runWithContext(() => ({
    keeper: useKeeper(),
    timelines: useTimelines(),
  }));
  await keeper.start();
  await chat.start();
  await timelines.loadNewest(ROOM);
  await vi.waitFor(() => expect(write).toHaveBeenCalledOnce(), 5_000);
  expect(await keptContents()).toEqual([]);
  // Of another room: what is kept of this one is as it was when it could not be written.
  await timelines.loadNewest("r-platform");
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(2), 5_000);
  const shown = timelines
    .get(ROOM)
    .lines.flatMap((line) => (line.kind === "message" ? [line.message.content] : []));
  expect(shown.length).toBeGreaterThan(0);
  await vi.waitFor(async () => expect(await keptContents()).toEqual(expect.arrayContaining(shown)));
});
