import { deepEqual, equal, ok } from "node:assert/strict";
import type { Store } from "../../src/ports/store/store.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom, search, seqsOf, T0 } from "./store-fixture.ts";

/** Runs retention to its end, and says how many steps it took. */
const retain = async (store: Store, before: number): Promise<number> => {
  let steps = 1;
  while (await store.log.retain(before)) steps += 1;
  return steps;
};

export const retentionCases: readonly ContractCase[] = [
  {
    name: "removes the beginning of logs up to the first entry that is young enough",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const ages = [10, 20, 30, 15, 40];
      await log.append(...ages.map((age) => log.message("anna", `m${age}`, { at: T0 + age })));
      const young = await makeRoom(store, "r2", ["anna"]);
      await young.append(young.message("anna", "young", { at: T0 + 100 }));
      await retain(store, T0 + 25);
      deepEqual(await store.log.tip("r1"), { seq: 5, n: 5, floor: 3 });
      deepEqual(await store.log.tip("r2"), { seq: 1, n: 1, floor: 1 });
      const again = await reopen();
      deepEqual(await again.log.tip("r1"), { seq: 5, n: 5, floor: 3 });
      deepEqual(seqsOf(await again.log.entries("r1", 0, 9)), [3, 4, 5]);
      const page = await again.log.history({ roomId: "r1", limit: 2, before: 5 });
      deepEqual([seqsOf(page.messages), page.hasBefore, page.hasAfter], [[3, 4], false, true]);
      deepEqual(
        seqsOf((await again.log.history({ roomId: "r1", limit: 2, after: 0 })).messages),
        [3, 4],
      );
      deepEqual(await again.log.countAt("r1", 3), { seq: 3, n: 3 });
      deepEqual(await again.log.countAt("r1", 1), { seq: 1, n: 2 });
      equal(await again.log.retain(T0 + 25), false);
    },
  },
  {
    name: "a log that was removed whole goes on from its tip",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await log.append(
        log.next("anna", { event: "message", content: "old", mentions: ["bob"] }),
        log.message("anna", "old too"),
      );
      await retain(store, T0 + 1_000);
      const again = await reopen();
      deepEqual(await again.log.tip("r1"), { seq: 2, n: 2, floor: 3 });
      deepEqual(await again.log.history({ roomId: "r1", limit: 5 }), {
        messages: [],
        changes: [],
        reactions: [],
        hasBefore: false,
        hasAfter: false,
      });
      const [view] = await again.rooms.membershipViews("bob");
      deepEqual([view?.unreadMentions, view?.lastMessage, view?.tip.n], [0, undefined, 2]);
      deepEqual(await again.log.append([log.message("anna", "new", { at: T0 + 2_000 })]), {
        status: "stored",
      });
      deepEqual(await again.log.tip("r1"), { seq: 3, n: 3, floor: 3 });
      equal((await again.rooms.membershipViews("bob"))[0]?.lastMessage?.content, "new");
      deepEqual(seqsOf((await again.log.history({ roomId: "r1", limit: 5 })).messages), [3]);
      await retain(again, T0 + 1_500);
      deepEqual(await again.log.tip("r1"), { seq: 3, n: 3, floor: 3 });
    },
  },
  {
    name: "reactions go with their message, and later ones are counted anew",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const react = (target: number, at: number) =>
        log.next("bob", { event: "reaction", target, emoji: "👍", on: true }, { at });
      await log.append(
        log.message("anna", "old", { at: T0 }),
        log.message("anna", "young", { at: T0 + 90 }),
        react(1, T0 + 95),
        react(2, T0 + 200),
      );
      await retain(store, T0 + 50);
      const page = await store.log.messagesAt("r1", [1, 2], "bob");
      deepEqual(page.reactions, [{ target: 2, emoji: "👍", count: 1, own: true }]);
      await retain(store, T0 + 300);
      deepEqual(await store.log.tip("r1"), { seq: 4, n: 2, floor: 5 });
      await log.append(log.message("anna", "fresh", { at: T0 + 400 }));
      await log.append(
        log.next("bob", { event: "reaction", target: 5, emoji: "👍", on: true }, { at: T0 + 401 }),
      );
      const fresh = await store.log.messagesAt("r1", [1, 2, 5], "bob");
      deepEqual(fresh.reactions, [{ target: 5, emoji: "👍", count: 1, own: true }]);
    },
  },
  {
    name: "goes in bounded steps, and sends go on between them",
    run: async ({ store }) => {
      const logs = [
        await makeRoom(store, "r1", ["anna"]),
        await makeRoom(store, "r2", ["anna"]),
        await makeRoom(store, "r3", ["anna"]),
      ];
      for (const log of logs) {
        for (let i = 0; i < 10; i += 1) {
          await log.append(...Array.from({ length: 100 }, () => log.message("anna", "old")));
        }
      }
      const [first] = logs;
      ok(first !== undefined);
      equal(await store.log.retain(T0 + 100_000), true);
      await first.append(first.message("anna", "kept", { at: T0 + 200_000 }));
      ok((await retain(store, T0 + 100_000)) > 3);
      deepEqual(seqsOf(await store.log.entries("r1", 0, 9)), [1_001]);
      deepEqual(await store.log.tip("r3"), { seq: 1_000, n: 1_000, floor: 1_001 });
    },
  },
  {
    name: "what was removed is not found",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.append(
        log.message("anna", "needle old", { at: T0 + 1 }),
        log.message("anna", "needle young", { at: T0 + 100 }),
      );
      const query = { terms: ["needle"], roomIds: ["r1"], limit: 9 };
      deepEqual(seqsOf((await search(store, query)).hits), [2, 1]);
      await retain(store, T0 + 50);
      deepEqual(seqsOf((await search(store, query)).hits), [2]);
      deepEqual(seqsOf((await search(await reopen(), query)).hits), [2]);
      deepEqual(await store.log.search(query).catch(() => "closed"), "closed");
    },
  },
];
