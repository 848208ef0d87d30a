import { expect, it } from "vitest";
import type { EntryRecord, HistoryPage, LogStore, RoomTip } from "../../ports/store/log.ts";
import type { UserDirectory } from "../accounts/user-directory.ts";
import { History } from "./history.ts";
import type { LogReader } from "./log-reader.ts";
import type { RoomLog } from "./room-log.ts";

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

const historyOf = (
  store: Pick<LogStore, "history" | "entries">,
  log: Pick<RoomLog, "tip">,
): History => {
  const directory: Pick<UserDirectory, "resolve"> = {
    resolve: async () => (id) => ({ id, kind: "member", display_name: id }),
  };
  return new History(
    store as LogStore,
    log as RoomLog,
    {} as LogReader,
    directory as UserDirectory,
  );
};

/** A room in which somebody writes while a page of it is on its way, so many times. */
const busyRoom = (times: number): { history: History; length: () => number } => {
  let length = 3;
  let left = times;
  const store: Pick<LogStore, "history" | "entries"> = {
    entries: async (_, after, limit) =>
      Array.from({ length: limit }, (_, i) => message(after + 1 + i)),
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
  return { history: historyOf(store, log), length: () => length };
};

/** Each read sees a reaction come, the first `times` of them to message 1, whose page it is, the rest to 2. */
const popularRoom = (times: number, counts: "before" | "after"): History => {
  const log: EntryRecord[] = [message(1), message(2)];
  const react = (): void => {
    const seq = log.length + 1;
    // The room has two entries before the first.
    const target = log.length - 2 < times ? 1 : 2;
    const payload = { event: "reaction", target, emoji: "👍", on: true } as const;
    log.push({ ...message(seq), n: 2, senderId: `user ${seq}`, payload });
  };
  const isOf1 = ({ payload }: EntryRecord): boolean =>
    payload.event === "reaction" && payload.target === 1;
  const store: Pick<LogStore, "history" | "entries"> = {
    entries: async (_, after, limit) => log.slice(after, after + limit),
    history: async (): Promise<HistoryPage> => {
      if (counts === "after") react();
      const count = log.filter(isOf1).length;
      if (counts === "before") react();
      const reactions = count === 0 ? [] : [{ target: 1, emoji: "👍", count, own: false }];
      return { messages: [message(1)], changes: [], reactions, hasBefore: false, hasAfter: true };
    },
  };
  const tip = async (): Promise<RoomTip> => ({ seq: log.length, n: 2, floor: 1 });
  return historyOf(store, { tip });
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

it.each(["before", "after"] as const)(
  "its reactions are those up to its tip, where the store counts %s the next one comes",
  async (counts) => {
    for (const times of [0, 1, 3, 4, 5, 10, 20]) {
      const page = await popularRoom(times, counts).messages("r", "anna", { limit: 1 });
      const upToTip = Math.min(times, page.tip.seq - 2);
      expect(page.messages[0]?.reactions[0]?.count ?? 0).toBe(upToTip);
    }
  },
);
