import { deepEqual, equal } from "node:assert/strict";
import { pick, seededDice } from "../harness/seeded.ts";
import type { ContractCase } from "./store.ts";
import { makeRoom } from "./store-fixture.ts";

export const changeCases: readonly ContractCase[] = [
  {
    name: "a delete erases its target, the target's edits and its mentions, and nothing else",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const mention = { event: "message", content: "secret @bob", mentions: ["bob"] } as const;
      await log.append(log.next("anna", mention), log.next("anna", mention));
      await log.add("anna", { event: "edit", target: 1, content: "secret edit" });
      await log.add("anna", { event: "edit", target: 2, content: "kept edit" });
      await log.add("bob", { event: "message", content: "reply", replyTo: 1 });
      equal((await store.rooms.membershipViews("bob", "r1"))[0]?.membership.read.seq, 5);
      const before = await store.log.entries("r1", 0, 10);
      const deletion = await log.add("anna", { event: "delete", target: 1 });
      const again = await reopen();
      const after = await again.log.entries("r1", 0, 10);
      deepEqual(after[0], { ...before[0], erased: true, payload: { event: "message" } });
      deepEqual(after[2], { ...before[2], erased: true, payload: { event: "edit", target: 1 } });
      deepEqual(after, [after[0], before[1], after[2], before[3], before[4], deletion]);
      equal(JSON.stringify(after).includes("secret edit"), false);
      equal(
        JSON.stringify(await again.log.history({ roomId: "r1", limit: 9 })).includes("secret edit"),
        false,
      );
    },
  },
  {
    name: "a deleted mention no longer counts, wherever the read mark stands",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob", "cleo"]);
      const both = { event: "message", content: "@bob @cleo", mentions: ["bob", "cleo"] } as const;
      await log.append(log.next("anna", both), log.next("anna", both), log.next("anna", both));
      await store.rooms.markRead("r1", "cleo", { seq: 2, n: 2 });
      const unread = async (userId: string) =>
        (await store.rooms.membershipViews(userId, "r1"))[0]?.unreadMentions;
      equal(await unread("bob"), 3);
      equal(await unread("cleo"), 1);
      await log.add("anna", { event: "delete", target: 2 });
      equal(await unread("bob"), 2);
      equal(await unread("cleo"), 1);
      await log.add("anna", { event: "delete", target: 3 });
      equal(await unread("cleo"), 0);
    },
  },
  {
    name: "an edit that comes after the delete brings nothing back",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "secret");
      await log.append(
        log.next("anna", { event: "delete", target: 1 }),
        log.next("anna", { event: "edit", target: 1, content: "secret again" }),
      );
      equal(JSON.stringify(await store.log.entries("r1", 0, 9)).includes("secret"), false);
      equal((await store.log.targets([{ roomId: "r1", seq: 1 }]))[0]?.content, undefined);
    },
  },
  {
    name: "the last message is the newest that is not deleted",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "1", "2", "3");
      await log.add("anna", { event: "edit", target: 1, content: "1!" });
      const last = async () => (await store.rooms.membershipViews("anna", "r1"))[0]?.lastMessage;
      await log.add("anna", { event: "delete", target: 2 });
      equal((await last())?.content, "3");
      await log.add("anna", { event: "delete", target: 3 });
      deepEqual([(await last())?.content, (await last())?.entry.seq], ["1!", 1]);
      await log.add("anna", { event: "delete", target: 1 });
      equal(await last(), undefined);
      await log.say("anna", "again");
      equal((await last())?.content, "again");
    },
  },
  {
    name: "a target shows its last edit, its deletion, and is undefined where there is no message",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      const first = log.message("anna", "one");
      await log.append(first, log.message("anna", "two"));
      await log.add("anna", { event: "edit", target: 1, content: "one!" });
      await log.add("anna", { event: "edit", target: 1, content: "one!!" });
      const state = async (seq: number) => (await store.log.targets([{ roomId: "r1", seq }]))[0];
      const shown = {
        message: first,
        content: "one!!",
        deleted: false,
        emojis: 0,
        emojiShown: false,
      };
      deepEqual(await state(1), shown);
      equal((await state(2))?.content, "two");
      deepEqual(
        await store.log.targets([
          { roomId: "r1", seq: 3 },
          { roomId: "r1", seq: 99 },
          { roomId: "none", seq: 1 },
          { roomId: "r1", seq: 1 },
        ]),
        [undefined, undefined, undefined, shown],
      );
      await log.add("anna", { event: "delete", target: 1 });
      const deleted = await state(1);
      deepEqual(
        [deleted?.deleted, deleted?.content, deleted?.message.erased],
        [true, undefined, true],
      );
    },
  },
  {
    name: "a target knows one's own reaction, what is shown, and how many different ones",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      await log.say("anna", "one", "two");
      const react = (userId: string, emoji: string, on: boolean, target = 1) =>
        log.add(userId, { event: "reaction", target, emoji, on });
      await react("anna", "👍", true);
      await react("bob", "👍", true);
      const off = await react("anna", "👍", false);
      await react("anna", "🎉", true);
      await react("anna", "🎉", false);
      await react("bob", "🎈", true, 2);
      const state = async (userId: string, emoji: string) => {
        const [found] = await store.log.targets([
          { roomId: "r1", seq: 1, reaction: { userId, emoji } },
        ]);
        return found;
      };
      const thumb = await state("anna", "👍");
      deepEqual([thumb?.reaction, thumb?.emojis, thumb?.emojiShown], [off, 1, true]);
      const party = await state("bob", "🎉");
      deepEqual([party?.reaction, party?.emojis, party?.emojiShown], [undefined, 1, false]);
      await react("bob", "👍", false);
      const none = await state("bob", "👍");
      deepEqual([none?.emojis, none?.emojiShown], [0, false]);
      for (let i = 0; i < 55; i += 1) await react("anna", String.fromCodePoint(0x1f600 + i), true);
      equal((await state("anna", "👍"))?.emojis, 51);
    },
  },
  {
    name: "tallies are each user's last word on each emoji, in the order in which emoji came to be shown",
    run: async ({ store }) => {
      const users = ["anna", "bob", "cleo", "dora"];
      const emojis = ["👍", "🎉", "🎈"];
      const log = await makeRoom(store, "r1", users);
      await log.say("anna", "one", "two");
      // Every emoji of each message, by who has it on.
      const shown = [new Map<string, Set<string>>(), new Map<string, Set<string>>()] as const;
      const dice = seededDice(5);
      for (let i = 0; i < 300; i += 1) {
        const target = pick(dice, [1, 2]);
        const userId = pick(dice, users);
        const emoji = pick(dice, emojis);
        // More often off: all of them go now and then.
        const on = pick(dice, [true, false, false]);
        await log.add(userId, { event: "reaction", target, emoji, on });
        const ofTarget = shown[target - 1] ?? new Map<string, Set<string>>();
        const who = ofTarget.get(emoji) ?? new Set();
        if (on) who.add(userId);
        else who.delete(userId);
        if (who.size > 0) ofTarget.set(emoji, who);
        else ofTarget.delete(emoji);
        if (i % 10 !== 0) continue;
        const viewerId = pick(dice, users);
        const expected = shown.flatMap((tally, place) =>
          Array.from(tally, ([shownEmoji, { size: count }]) => {
            const own = tally.get(shownEmoji)?.has(viewerId) === true;
            return { target: place + 1, emoji: shownEmoji, count, own };
          }),
        );
        const { reactions } = await store.log.history({ roomId: "r1", limit: 9, viewerId });
        deepEqual(reactions, expected);
        deepEqual((await store.log.messagesAt("r1", [1, 2], viewerId)).reactions, expected);
        const reactors = await store.log.reactors("r1", target, emoji, 9);
        deepEqual(new Set(reactors), ofTarget.get(emoji) ?? new Set());
        const reaction = { userId: viewerId, emoji };
        const [state] = await store.log.targets([{ roomId: "r1", seq: target, reaction }]);
        deepEqual([state?.emojis, state?.emojiShown], [ofTarget.size, ofTarget.has(emoji)]);
      }
    },
  },
  {
    name: "a message that thousands changed is read as one that few did",
    run: async ({ store }) => {
      const users = Array.from({ length: 300 }, (_, i) => `user${i}`);
      const log = await makeRoom(store, "r1", users);
      await log.say("user0", "one");
      for (let round = 0; round < 7; round += 1) {
        for (let first = 0; first < users.length; first += 100) {
          const some = users.slice(first, first + 100);
          const on = round % 2 === 0;
          await log.append(
            ...some.map((id) => log.next(id, { event: "reaction", target: 1, emoji: "👍", on })),
            log.next("user0", { event: "edit", target: 1, content: `edit ${round} ${first}` }),
          );
        }
      }
      const newest = (await store.log.entries("r1", log.seq - 1, 1))[0];
      const page = await store.log.history({ roomId: "r1", limit: 9, viewerId: "user7" });
      deepEqual(page.changes, [newest]);
      deepEqual(page.reactions, [{ target: 1, emoji: "👍", count: 300, own: true }]);
      equal((await store.log.reactors("r1", 1, "👍", 50)).length, 50);
      deepEqual(await store.log.reactors("r1", 1, "🎉", 50), []);
      const reaction = { userId: "user7", emoji: "👍" };
      const [state] = await store.log.targets([{ roomId: "r1", seq: 1, reaction }]);
      deepEqual([state?.content, state?.emojis, state?.emojiShown], ["edit 6 200", 1, true]);
      equal(
        state?.reaction?.seq,
        (await store.log.byCid("r1", "user7", state?.reaction?.cid ?? ""))?.seq,
      );
      const deletion = await log.add("user0", { event: "delete", target: 1 });
      const { changes } = await store.log.messagesAt("r1", [1]);
      deepEqual(
        changes.map(({ seq, erased }) => [seq, erased]),
        [
          [newest?.seq, true],
          [deletion.seq, false],
        ],
      );
    },
  },
];
