import { expect, it, vi } from "vitest";
import { createApp, watch } from "vue";
import { createMemoryHistory } from "vue-router";
import type { HistoryWindow } from "../../../src/client/queries.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { COMPANY, ME, ROOMS } from "../stories/fixtures.ts";
import { useRooms } from "./rooms.ts";
import { useTimelines } from "./timelines.ts";

const ROOM = "r-standup";

const setUp = (chat = new FakeChat()) => {
  const history = vi.spyOn(chat, "history");
  const app = createApp({}).use(chatPlugin(chat, createChatRouter(createMemoryHistory())));
  const { timelines, rooms } = app.runWithContext(() => ({
    timelines: useTimelines(),
    rooms: useRooms(),
  }));
  const shown = (): string[] =>
    timelines
      .get(ROOM)
      .lines.flatMap((line) => (line.kind === "message" ? [line.message.content ?? ""] : []));
  const asked = (): HistoryWindow[] => history.mock.calls.map(([, window = {}]) => window);
  /** The room's page, asked for ahead: it comes when `answer` resolves. */
  const heldPage = async () => {
    const page = await chat.history(ROOM, { limit: 60 });
    history.mockClear();
    const answer = Promise.withResolvers<typeof page>();
    history.mockReturnValueOnce(answer.promise);
    timelines.loadAhead(ROOM);
    return { page, answer };
  };
  const open = (): Promise<void> => {
    const { unread = 0, read = { seq: 0 } } = rooms.get(ROOM) ?? {};
    return timelines.open(ROOM, unread, read.seq);
  };
  return { chat, history, timelines, shown, asked, heldPage, open };
};

it("loads the room of the address before it is known which there are, and once", async () => {
  const { chat, timelines, shown, asked, open } = setUp();
  timelines.loadAhead(ROOM);
  await chat.start();
  await open();
  expect(timelines.stateOf(ROOM)).toBe("ready");
  expect(shown()).toHaveLength(2);
  await open();
  expect(asked()).toHaveLength(1);
});

it("loads it once when the connection is there before what the page is shown with", async () => {
  const { chat, timelines, shown, asked, heldPage, open } = setUp();
  const { page, answer } = await heldPage();
  answer.resolve(page);
  // The page has come, and is not shown yet.
  await answer.promise;
  await Promise.resolve();
  expect(timelines.stateOf(ROOM)).toBe("loading");
  await chat.start();
  await open();
  expect(shown()).toHaveLength(2);
  expect(asked()).toHaveLength(1);
});

it("loads it again when something came between the page and the connection", async () => {
  for (const pageIsThere of [true, false]) {
    const { chat, shown, asked, heldPage, open } = setUp();
    const { page, answer } = await heldPage();
    if (pageIsThere) {
      answer.resolve(page);
      await expect.poll(() => shown()).toHaveLength(2);
    }
    const untold = vi.spyOn(chat, "emit").mockReturnValue();
    chat.receive(ROOM, "in between");
    untold.mockRestore();
    // The connection is made, and says how far the rooms have come.
    await chat.start();
    answer.resolve(page);
    await open();
    await expect.poll(() => shown().at(-1)).toBe("in between");
    expect(asked()).toHaveLength(2);
  }
});

it("asks again for what could not be had ahead", async () => {
  const { chat, history, timelines, shown, open } = setUp();
  history.mockRejectedValueOnce(new Error("away"));
  timelines.loadAhead(ROOM);
  await chat.start();
  await open();
  await expect.poll(() => shown()).toHaveLength(2);
});

it("never shows the end that came ahead where one was further up", async () => {
  const { chat, timelines, asked, heldPage } = setUp();
  const { page, answer } = await heldPage();
  await chat.start();
  const opened = timelines.openAt(ROOM, 999);
  const states: string[] = [];
  watch(
    () => timelines.stateOf(ROOM),
    (state) => states.push(`${state} after ${asked().length}`),
    { flush: "sync" },
  );
  answer.resolve(page);
  await opened;
  expect(states).toEqual(["ready after 2"]);
});

it("shows what was asked for last, whatever is answered last, and asks once for the same", async () => {
  const { chat, history, timelines, shown, open } = setUp();
  await chat.start();
  const page = await chat.history(ROOM, { limit: 60 });
  const [former, latter] = [
    Promise.withResolvers<typeof page>(),
    Promise.withResolvers<typeof page>(),
  ];
  history.mockClear();
  history.mockReturnValueOnce(former.promise).mockReturnValueOnce(latter.promise);
  const opened = [open(), open()];
  const around = timelines.loadAround(ROOM, 1);
  latter.resolve({ ...page, messages: page.messages.slice(0, 1), has_after: true });
  await around;
  expect(timelines.stateOf(ROOM)).toBe("ready");
  former.resolve(page);
  await Promise.all(opened);
  expect(shown()).toHaveLength(1);
  expect(history).toHaveBeenCalledTimes(2);
});

it("loads what came before the connection behind what was read on meanwhile, and again when that fails", async () => {
  for (const fails of [false, true]) {
    const { chat, history, timelines, shown, open } = setUp();
    const page = await chat.history(ROOM, { limit: 60 });
    // Of a longer room only its end is there, until one reads on.
    history.mockResolvedValueOnce({ ...page, messages: page.messages.slice(1), has_before: true });
    await open();
    await timelines.loadOlder(ROOM);
    const before = shown();
    expect(before).toHaveLength(2);
    const untold = vi.spyOn(chat, "emit").mockReturnValue();
    chat.receive(ROOM, "in between");
    untold.mockRestore();
    const end = await chat.history(ROOM, { limit: 60 });
    if (fails) history.mockRejectedValueOnce(new Error("away"));
    else
      history.mockResolvedValueOnce({ ...end, messages: end.messages.slice(1), has_before: true });
    await chat.start();
    if (fails) await timelines.loadNewer(ROOM);
    await expect.poll(() => shown()).toEqual([...before, "in between"]);
    expect(timelines.get(ROOM)).toMatchObject({ hasBefore: false, hasAfter: false });
  }
});

it("lets go first of the window that was opened longest ago, also of those that were kept over a start", async () => {
  const rooms = Array.from({ length: 13 }).flatMap((_, i) =>
    ROOMS.slice(0, 1).map((room) => ({ ...room, id: `r-${i}` })),
  );
  const history = new Map(rooms.map(({ id }) => [id, []]));
  const { chat, timelines } = setUp(new FakeChat(ME, { ...COMPANY, rooms, history }));
  const page = { messages: [], tip: { seq: 0 }, has_before: false, has_after: false };
  // The most recent first.
  timelines.showKept(rooms.slice(0, 12).map(({ id }, i) => ({ room_id: id, page, at: -i })));
  await chat.start();
  await timelines.open("r-0", 0, 0);
  await timelines.open("r-11", 0, 0);
  await timelines.open("r-12", 0, 0);
  const held = [...timelines.held().keys()];
  expect(held.slice(-3)).toEqual(["r-0", "r-11", "r-12"]);
  expect(held).not.toContain("r-10");
});
