import { expect, it } from "vitest";
import type { EntryRecord, HistoryPage, LogStore, RoomTip } from "../ports/store/log.ts";
import { History } from "./history.ts";
import type { LogReader } from "./log-reader.ts";
import type { RoomLog } from "./room-log.ts";
import type { UserDirectory } from "./user-directory.ts";

const message = (seq: number): EntryRecord => ({
  roomId: "r",
  seq,
  n: seq,
  id: `id ${seq}`,
  cid: `cid ${seq}`,
  senderId: "anna",
  at: seq,
  serverId: "s",
  erased: false,
  payload: { event: "message", content: `message ${seq}` },
});

/** A room in which somebody writes while a page of it is on its way, so many times. */
const busyRoom = (times: number): { history: History; length: () => number } => {
  let length = 3;
  let left = times;
  const store: Pick<LogStore, "history"> = {
    history: async (): Promise<HistoryPage> => {
      const messages = Array.from({ length }, (_, i) => message(i + 1));
      if (left > 0) length += 1;
      left -= 1;
      return { messages, changes: [], reactions: [], hasBefore: false, hasAfter: false };
    },
  };
  const log: Pick<RoomLog, "tip"> = {
    tip: async (): Promise<RoomTip> => ({ seq: length, n: length, floor: 1 }),
  };
  const directory: Pick<UserDirectory, "resolve"> = {
    resolve: async () => (id) => ({ id, kind: "member", display_name: id }),
  };
  return {
    history: new History(
      store as LogStore,
      log as RoomLog,
      {} as LogReader,
      directory as UserDirectory,
    ),
    length: () => length,
  };
};

it("a page holds all that its tip says, whatever is written meanwhile", async () => {
  for (const times of [0, 1, 2, 3, 4, 5, 1_000]) {
    const { history, length } = busyRoom(times);
    const page = await history.messages("r", "anna", { limit: 60 });
    expect(page.messages.at(-1)?.seq).toBe(page.tip.seq);
    expect(page.has_after).toBe(false);
    expect(page.tip.seq).toBeLessThanOrEqual(length());
    if (times < 4) expect(page.tip.seq).toBe(3 + times);
  }
});
