import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryLog } from "../../tests/sim/store/memory-log.ts";
import { UserDirectory } from "../core/accounts/user-directory.ts";
import type { Draft } from "../core/messages/room-log.ts";
import { LastMinute } from "../core/stats/last-minute.ts";
import { Meter } from "../core/stats/meter.ts";
import type { PublishedEntry } from "../ports/bus.ts";
import type { AccountStore } from "../ports/store/accounts.ts";
import type { AppendOutcome, EntryRecord, LogStore } from "../ports/store/log.ts";
import { StoreUnavailable } from "../ports/store/store.ts";
import type { Outcome } from "./batch.ts";
import { Lane } from "./lane.ts";
import { TipCache } from "./tip-cache.ts";

const ROOMS = ["a", "b", "c"] as const;
/** What happens to an append: nothing, another writer was first, or nobody knows. */
const FATES = ["fine", "fine", "fine", "overtaken", "lost before", "lost after"] as const;
type Fate = (typeof FATES)[number];

/** A lane over a store in memory whose appends meet the fates in turn. */
const openLane = (fates: readonly Fate[] = []) => {
  const log = new MemoryLog(() => {});
  for (const room of ROOMS) log.create(room);
  const batches: number[] = [];
  const published = new Map<string, PublishedEntry[]>(ROOMS.map((room) => [room, []]));
  const doubted: string[] = [];
  const standing: number[] = [];
  let ids = 0;
  const uuid = () => `id-${++ids}`;

  const overtake = (roomId: string): void => {
    const { seq, n } = log.tip(roomId) ?? { seq: 0, n: 0 };
    const id = uuid();
    const payload = { event: "message", content: "from elsewhere" } as const;
    const rest = { cid: id, senderId: "other", at: 0, serverId: "other", erased: false };
    log.append([{ roomId, seq: seq + 1, n: n + 1, id, payload, ...rest }]);
  };
  const append = async (batch: readonly EntryRecord[]): Promise<AppendOutcome> => {
    const fate = fates[batches.length] ?? "fine";
    batches.push(batch.length);
    // Long enough for others to be pushed meanwhile.
    for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
    if (fate === "lost before") throw new StoreUnavailable("before");
    if (fate === "overtaken") overtake(batch[0]?.roomId ?? "");
    const outcome = log.append(batch);
    if (fate === "lost after") throw new StoreUnavailable("after");
    return outcome;
  };
  const store = {
    append,
    tips: async (roomIds: readonly string[]) => log.tips(roomIds),
    targets: async (queries: Parameters<LogStore["targets"]>[0]) => log.targets(queries),
    byCid: async (...args: Parameters<LogStore["byCid"]>) => log.byCid(...args),
  } as unknown as LogStore;
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const nothing = { observe: () => {} };
  const lane = new Lane({
    store,
    directory: new UserDirectory({ users: async () => [] } as unknown as AccountStore),
    clock: {
      now: () => 0,
      monotonic: () => 0,
      after: () => ({ cancel: () => {} }),
      every: () => ({ cancel: () => {} }),
      turnEnd: (callback) => void setImmediate(callback),
    },
    random: { fraction: () => 0, bytes: (length) => new Uint8Array(length), uuid },
    logger: { ...logger, with: () => ({ ...logger, with: () => logger as never }) },
    serverId: "here",
    tips: new TipCache(),
    publish: (roomId, entries) => published.get(roomId)?.push(...entries),
    doubt: (roomIds) => doubted.push(...roomIds),
    stands: ({ seq }) => standing.push(seq),
    flush: () => {},
    meter: new Meter(),
    messages: new LastMinute(),
    batchEntries: nothing,
    commitSeconds: nothing,
  });
  const send = (draft: Draft): Promise<Outcome> =>
    new Promise((settle) => lane.push({ draft, settle, withdrawn: false }));
  return { lane, log, batches, published, doubted, standing, send };
};

const message = (roomId: string, cid: string, sender = "ana"): Draft => ({
  roomId,
  cid,
  sender: { id: sender, display_name: sender },
  payload: { event: "message", content: cid },
});

const all = (log: MemoryLog, roomId: string): EntryRecord[] => log.entries(roomId, 0, 10_000);

const ascending = (values: readonly number[]): number[] =>
  Array.from(new Set(values)).toSorted((a, b) => a - b);

/** A log without holes, ana's drafts in the order in which they were pushed, nothing told twice. */
const expectOrder = (entries: readonly EntryRecord[], told: readonly PublishedEntry[]): void => {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
  const own = entries.filter(({ senderId }) => senderId === "ana");
  const places = own.map(({ cid }) => Number(cid.slice(1)));
  expect(places).toEqual(ascending(places));
  const seqs = told.map(({ seq }) => seq);
  expect(seqs).toEqual(ascending(seqs));
};

/** What is acked is stored where the ack says; what is not is in doubt, and never called a failure. */
const expectTruth = (outcome: Outcome, cid: string, log: MemoryLog): void => {
  if (!outcome.ok) {
    expect(outcome.error.code).toBe("unavailable");
    return;
  }
  const { roomId, seq } = outcome.appended.record;
  expect(all(log, roomId)[seq - 1]?.cid).toBe(cid);
};

/** What this lane stored is told; a repeat was told by whoever stored it, or is asked about. */
const expectTold = (
  outcomes: readonly Outcome[],
  published: ReadonlyMap<string, PublishedEntry[]>,
): void => {
  for (const outcome of outcomes) {
    if (!outcome.ok || outcome.appended.repeated) continue;
    const { roomId, seq } = outcome.appended.record;
    expect(published.get(roomId)?.map((entry) => entry.seq)).toContain(seq);
  }
};

describe("a lane", () => {
  test("stores each draft once, in its order, whatever becomes of its appends", async () => {
    const drafts = fc.array(fc.constantFrom(...ROOMS), { maxLength: 60 });
    const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(drafts, fates, async (rooms, fated) => {
        const { log, published, send } = openLane(fated);
        const outcomes = await Promise.all(rooms.map((room, i) => send(message(room, `m${i}`))));
        for (const room of ROOMS) {
          const entries = all(log, room);
          expectOrder(entries, published.get(room) ?? []);
        }
        for (const [i, outcome] of outcomes.entries()) expectTruth(outcome, `m${i}`, log);
        expectTold(outcomes, published);
      }),
      { numRuns: 200 },
    );
  });

  test("what is pushed in waves, while batches are written, keeps its order too", async () => {
    const wave = fc.record({
      rooms: fc.array(fc.constantFrom(...ROOMS), { minLength: 1, maxLength: 20 }),
      // None: in the same turn as the wave before.
      turns: fc.nat(4),
    });
    const fates = fc.array(fc.constantFrom(...FATES), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(wave, { maxLength: 8 }), fates, async (waves, fated) => {
        const { lane, log, published, send } = openLane(fated);
        const sent: Promise<Outcome>[] = [];
        const barriers: Promise<boolean>[] = [];
        let settled = 0;
        for (const { rooms, turns } of waves) {
          for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
          for (const room of rooms) {
            const outcome = send(message(room, `m${sent.length}`));
            sent.push(outcome);
            void outcome.then(() => {
              settled += 1;
            });
          }
          const before = sent.length;
          barriers.push(lane.settled().then(() => settled >= before));
        }
        const outcomes = await Promise.all(sent);
        expect(await Promise.all(barriers)).not.toContain(false);
        for (const room of ROOMS) expectOrder(all(log, room), published.get(room) ?? []);
        for (const [i, outcome] of outcomes.entries()) expectTruth(outcome, `m${i}`, log);
        expectTold(outcomes, published);
        expect(lane.waiting).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test("a repeat after a doubt gets the first one's place, and the room is asked about", async () => {
    const { doubted, log, send } = openLane(["lost after"]);
    expect(await send(message("a", "m1"))).toMatchObject({ ok: false });
    expect(doubted).toEqual(["a"]);
    const again = await send(message("a", "m1"));
    expect(again).toMatchObject({ ok: true, appended: { repeated: true, record: { seq: 1 } } });
    expect(all(log, "a")).toHaveLength(1);
  });

  test("what turns out to stand already is heard of, as a message that is sent anew is not", async () => {
    const { log, send, standing } = openLane();
    const id = "id-elsewhere";
    const stored = { roomId: "a", seq: 1, n: 1, id, cid: "m1", senderId: "ana", at: 0 };
    const payload = { event: "message", content: "m1" } as const;
    // By a server that died before it told anybody.
    log.append([{ ...stored, payload, serverId: "other", erased: false }]);
    await send(message("a", "m2"));
    expect(standing).toEqual([]);
    await send(message("a", "m1"));
    expect(standing).toEqual([1]);
  });

  test("one write carries at most 256, and what waits shares the next", async () => {
    const { batches, send } = openLane();
    await Promise.all(Array.from({ length: 600 }, (_, i) => send(message("a", `m${i}`))));
    expect(batches).toEqual([256, 256, 88]);
  });

  test("what a removed sender has waiting is refused, but not what tells of the removal", async () => {
    const { lane, log, send } = openLane();
    const sent = [
      send(message("a", "m1")),
      send(message("b", "m2")),
      send(message("a", "m3", "bo")),
    ];
    const { sender } = message("a", "");
    const payload = { event: "member", change: "left", userId: "ana" } as const;
    const note = send({ roomId: "a", cid: "note", sender, subject: sender, payload });
    lane.withdraw(({ roomId, sender }) => roomId === "a" && sender.id === "ana");
    expect((await Promise.all(sent)).map(({ ok }) => ok)).toEqual([false, true, true]);
    expect(await note).toMatchObject({ ok: true });
    expect(all(log, "a").map(({ cid }) => cid)).toEqual(["m3", "note"]);
  });

  test("is settled when all before is, and holds nothing then", async () => {
    const { lane, log, send } = openLane();
    for (let i = 0; i < 300; i += 1) void send(message("a", `m${i}`));
    expect(lane.waiting).toBe(300);
    await lane.settled();
    expect(all(log, "a")).toHaveLength(300);
    expect(lane.waiting).toBe(0);
    await lane.settled();
  });
});
