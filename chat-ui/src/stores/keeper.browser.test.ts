import { openDB } from "idb";
import { afterEach, expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { chatPlugin } from "../create-app.ts";
import { AccountCache } from "../offline/account-cache.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { COMPANY, HISTORY, ME, ROOMS } from "../stories/fixtures.ts";
import { ACCOUNT_CACHE } from "./chat-port.ts";
import { useKeeper } from "./keeper.ts";
import { useTimelines } from "./timelines.ts";

const ROOM = "r-standup";
const said = HISTORY.get(ROOM) ?? [];
const cache = new AccountCache();

afterEach(() => cache.clear());

const keptContents = async (): Promise<readonly (string | undefined)[]> => {
  const pages = (await cache.read())?.pages ?? [];
  return pages.flatMap(({ page }) => page.messages.map(({ content }) => content));
};

const stage = (chat: FakeChat) =>
  createApp({})
    .use(chatPlugin(chat, createChatRouter(createMemoryHistory())))
    .provide(ACCOUNT_CACHE, cache)
    .runWithContext(() => ({ keeper: useKeeper(), timelines: useTimelines() }));

it("keeps with the next change what could not be written", async () => {
  const write = vi.spyOn(cache, "keepPages").mockRejectedValueOnce(new Error("the disk is full"));
  const chat = new FakeChat();
  const { keeper, timelines } = stage(chat);
  await keeper.start();
  await chat.start();
  await timelines.loadNewest(ROOM);
  await expect.poll(() => write).toHaveBeenCalledOnce();
  expect(await keptContents()).toEqual([]);
  // Of another room: what is kept of this one is as it was when it could not be written.
  await timelines.loadNewest("r-platform");
  await expect.poll(() => write).toHaveBeenCalledTimes(2);
  const shown = timelines
    .get(ROOM)
    .lines.flatMap((line) => (line.kind === "message" ? [line.message.content] : []));
  expect(shown.length).toBeGreaterThan(0);
  await expect.poll(() => keptContents()).toEqual(expect.arrayContaining(shown));
});

it("holds on to no more windows than are in memory", async () => {
  const rooms = Array.from({ length: 20 }).flatMap((_, i) =>
    ROOMS.slice(0, 1).map((room) => ({ ...room, id: `r-${i}` })),
  );
  const chat = new FakeChat(ME, {
    ...COMPANY,
    rooms,
    history: new Map(rooms.map(({ id }) => [id, said.map((m) => ({ ...m, room_id: id }))])),
  });
  const { keeper, timelines } = stage(chat);
  await keeper.start();
  await chat.start();
  const write = vi.spyOn(cache, "keepPages");
  const held = (): number => timelines.held().size;
  for (const half of [rooms.slice(0, 10), rooms.slice(10)]) {
    for (const { id } of half) await timelines.loadNewest(id);
    const before = write.mock.calls.length;
    await expect.poll(() => write.mock.calls.length).toBeGreaterThan(before);
    await expect.poll(() => keeper.keptWindows() - held()).toBe(0);
  }
  expect(held()).toBeLessThan(rooms.length);
});

it("leaves nothing behind that it was about to keep as all was forgotten", async () => {
  const chat = new FakeChat();
  const { keeper, timelines } = stage(chat);
  await keeper.start();
  await chat.start();
  const slow = Promise.withResolvers<void>();
  const keepAccount = cache.keepAccount.bind(cache);
  const write = vi.spyOn(cache, "keepAccount").mockImplementationOnce(async (user, rooms) => {
    await keepAccount(user, rooms);
    await slow.promise;
  });
  const writePages = vi.spyOn(cache, "keepPages");
  await timelines.loadNewest(ROOM);
  await vi.waitFor(() => expect(write).toHaveBeenCalledTimes(1), 5_000);
  await cache.clear();
  slow.resolve();
  await vi.waitFor(() => expect(writePages).toHaveBeenCalledTimes(1));
  await writePages.mock.results[0]?.value;
  const db = await openDB("crosstalk-cache");
  expect(await db.getAll("pages")).toEqual([]);
  db.close();
});
