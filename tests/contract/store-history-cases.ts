import { deepEqual, equal } from "node:assert/strict";
import type { HistoryQuery } from "../../src/ports/store/log.ts";
import type { Store } from "../../src/ports/store/store.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom, type RoomLog, seqsOf } from "./store-fixture.ts";

/** Seqs of messages: 1 2 4 7 8 10, changes: 3→2 5→4 9→8 11→10, a reaction: 6→1, others 12. */
const mixed = async (store: Store): Promise<RoomLog> => {
  const log = await makeRoom(store, "r1", ["anna", "bob"]);
  const edit = (target: number) =>
    log.add("anna", { event: "edit", target, content: `e${target}` });
  await log.say("anna", "1", "2");
  await edit(2);
  await log.say("bob", "4");
  await edit(4);
  await log.add("anna", { event: "reaction", target: 1, emoji: "👍", on: true });
  await log.say("anna", "7", "8");
  await log.add("bob", { event: "delete", target: 8 });
  await log.say("bob", "10");
  await edit(10);
  await log.add("anna", { event: "room", topic: "t" });
  return log;
};

const look = async (store: Store, query: Partial<HistoryQuery>) => {
  const page = await store.log.history({ roomId: "r1", limit: 2, viewerId: "anna", ...query });
  const before = page.hasBefore ? "…" : "|";
  const after = page.hasAfter ? "…" : "|";
  const changes = [
    ...seqsOf(page.changes),
    ...page.reactions.map(({ target, emoji }) => `${target}${emoji}`),
  ];
  return `${before} ${seqsOf(page.messages).join(" ")} ${after} ${changes.join(" ")}`.trim();
};

export const historyCases: readonly ContractCase[] = [
  {
    name: "the newest page, with the changes of its messages",
    run: async ({ store }) => {
      await mixed(store);
      equal(await look(store, {}), "… 8 10 | 9 11");
      equal(await look(store, { limit: 6 }), "| 1 2 4 7 8 10 | 3 5 9 11 1👍");
      equal(await look(store, { limit: 100 }), "| 1 2 4 7 8 10 | 3 5 9 11 1👍");
    },
  },
  {
    name: "pages before a seq, which need not be a message",
    run: async ({ store }) => {
      await mixed(store);
      equal(await look(store, { before: 10 }), "… 7 8 … 9");
      equal(await look(store, { before: 9 }), "… 7 8 … 9");
      equal(await look(store, { before: 7 }), "… 2 4 … 3 5");
      equal(await look(store, { before: 4 }), "| 1 2 … 3 1👍");
      equal(await look(store, { before: 2 }), "| 1 … 1👍");
      equal(await look(store, { before: 1 }), "|  …");
      equal(await look(store, { before: 0 }), "|  …");
      equal(await look(store, { before: 999 }), "… 8 10 | 9 11");
    },
  },
  {
    name: "pages after a seq, which need not be a message",
    run: async ({ store }) => {
      await mixed(store);
      equal(await look(store, { after: 0 }), "| 1 2 … 3 1👍");
      equal(await look(store, { after: 2 }), "… 4 7 … 5");
      equal(await look(store, { after: 3 }), "… 4 7 … 5");
      equal(await look(store, { after: 7 }), "… 8 10 | 9 11");
      equal(await look(store, { after: 8 }), "… 10 | 11");
      equal(await look(store, { after: 10 }), "…  |");
      equal(await look(store, { after: 999 }), "…  |");
    },
  },
  {
    name: "pages around a seq hold it, and are full where there is enough",
    run: async ({ store }) => {
      await mixed(store);
      equal(await look(store, { around: 4, limit: 1 }), "… 4 … 5");
      equal(await look(store, { around: 4, limit: 3 }), "… 2 4 7 … 3 5");
      equal(await look(store, { around: 1, limit: 3 }), "| 1 2 4 … 3 5 1👍");
      equal(await look(store, { around: 10, limit: 3 }), "… 7 8 10 | 9 11");
      equal(await look(store, { around: 5, limit: 2 }), "… 4 7 … 5");
      equal(await look(store, { around: 12, limit: 2 }), "… 8 10 | 9 11");
      equal(await look(store, { around: 999, limit: 2 }), "… 8 10 | 9 11");
      equal(await look(store, { around: 0, limit: 2 }), "| 1 2 … 3 1👍");
      equal(await look(store, { around: 7, limit: 50 }), "| 1 2 4 7 8 10 | 3 5 9 11 1👍");
    },
  },
  {
    name: "pages of any size, in either direction, join without gap or repeat",
    run: async ({ store }) => {
      const log = await mixed(store);
      for (let i = 0; i < 40; i += 1) await log.say("anna", "x");
      const all = seqsOf((await store.log.history({ roomId: "r1", limit: 100 })).messages);
      for (const limit of [1, 3, 7, 46]) {
        const back: number[] = [];
        let before = Number.MAX_SAFE_INTEGER;
        for (let more = true; more; ) {
          const page = await store.log.history({ roomId: "r1", limit, before });
          back.unshift(...seqsOf(page.messages));
          before = page.messages[0]?.seq ?? 0;
          more = page.hasBefore;
        }
        deepEqual(back, all);
        const forth: number[] = [];
        for (let more = true, after = 0; more; after = forth.at(-1) ?? 0) {
          const page = await store.log.history({ roomId: "r1", limit, after });
          forth.push(...seqsOf(page.messages));
          more = page.hasAfter;
        }
        deepEqual(forth, all);
      }
    },
  },
  {
    name: "messages far apart among other entries are found all the same",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const noise = async () => {
        for (let i = 0; i < 4; i += 1) {
          await log.append(
            ...Array.from({ length: 100 }, () =>
              log.next("anna", { event: "member", change: "joined", userId: "anna" }),
            ),
          );
        }
      };
      await log.say("anna", "first");
      await noise();
      await log.say("anna", "second");
      await noise();
      await log.say("anna", "third");
      await noise();
      equal(await look(store, {}), "… 402 803 |");
      equal(await look(store, { before: 803 }), "| 1 402 …");
      equal(await look(store, { after: 1, limit: 5 }), "… 402 803 |");
      equal(await look(store, { around: 500, limit: 3 }), "| 1 402 803 |");
    },
  },
  {
    name: "a room without messages, and no room, have empty pages",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      equal(await look(store, {}), "|  |");
      await log.add("anna", { event: "room", topic: "t" });
      equal(await look(store, {}), "|  |");
      equal(await look(store, { after: 0 }), "|  |");
      equal(await look(store, { around: 1 }), "|  |");
      equal(await look(store, { roomId: "none" }), "|  |");
    },
  },
  {
    name: "messages at given seqs, with their changes",
    run: async ({ store }) => {
      await mixed(store);
      const page = await store.log.messagesAt("r1", [1, 2, 3, 8, 10, 99], "bob");
      deepEqual(seqsOf(page.messages), [1, 2, 8, 10]);
      deepEqual(seqsOf(page.changes), [3, 9, 11]);
      deepEqual(page.reactions, [{ target: 1, emoji: "👍", count: 1, own: false }]);
      deepEqual((await store.log.messagesAt("r1", [1])).reactions, []);
      deepEqual((await store.log.messagesAt("r1", [])).messages, []);
      deepEqual((await store.log.messagesAt("none", [1])).messages, []);
    },
  },
];
