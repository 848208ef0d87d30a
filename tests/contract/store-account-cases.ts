import { deepEqual, equal } from "node:assert/strict";
import type { ContractCase } from "./store.ts";
import { account, guest, makeRoom, session, T0 } from "./store-fixture.ts";

const ids = (users: readonly { readonly id: string }[]): string[] =>
  users.map((user) => user.id).sort();

export const accountCases: readonly ContractCase[] = [
  {
    name: "users are found by id and by username, as they were made",
    run: async ({ store: { accounts } }) => {
      const anna = account("anna", { role: "admin", disabled: true, lastSeenAt: T0 + 5 });
      const visitor = guest("visitor", 12_345);
      equal(await accounts.createUser(anna), "created");
      equal(await accounts.createUser(visitor), "created");
      deepEqual(await accounts.user("anna"), anna);
      deepEqual(await accounts.user("visitor"), visitor);
      deepEqual(await accounts.userByUsername("anna"), anna);
      equal(await accounts.user("nobody"), undefined);
      equal(await accounts.userByUsername("nobody"), undefined);
      deepEqual(ids(await accounts.users(["anna", "nobody", "visitor", "anna"])), [
        "anna",
        "visitor",
      ]);
      deepEqual(await accounts.users([]), []);
      equal(await accounts.countUsers(), 2);
    },
  },
  {
    name: "usernames and guest numbers are taken while their users live",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(guest("one", 10_001));
      equal(await accounts.createUser(account("other", { username: "anna" })), "taken");
      equal(await accounts.createUser(guest("two", 10_001)), "taken");
      equal(await accounts.user("other"), undefined);
      deepEqual(await accounts.guestNumbers(), [10_001]);
      equal((await accounts.guestByNumber(10_001))?.id, "one");
      equal(await accounts.guestByNumber(1_000), undefined);
      await accounts.deleteUser("anna", "deleted user");
      await accounts.deleteUser("one", "one");
      deepEqual(await accounts.guestNumbers(), []);
      equal(await accounts.guestByNumber(10_001), undefined);
      equal(await accounts.createUser(account("other", { username: "anna" })), "created");
      equal(await accounts.createUser(guest("two", 10_001)), "created");
    },
  },
  {
    name: "of many who want one username at once, one gets it",
    run: async ({ store: { accounts } }) => {
      const wishes = Array.from({ length: 10 }, (_, i) => account(`u${i}`, { username: "same" }));
      const outcomes = await Promise.all(wishes.map((wish) => accounts.createUser(wish)));
      equal(outcomes.filter((outcome) => outcome === "created").length, 1);
    },
  },
  {
    name: "a patch changes what it names and nothing else",
    run: async ({ store: { accounts } }) => {
      const anna = account("anna");
      await accounts.createUser(anna);
      deepEqual(await accounts.updateUser("anna", { displayName: "Anna K" }), {
        ...anna,
        displayName: "Anna K",
      });
      deepEqual(await accounts.updateUser("anna", { passwordHash: "new", lastSeenAt: T0 + 9 }), {
        ...anna,
        displayName: "Anna K",
        passwordHash: "new",
        lastSeenAt: T0 + 9,
      });
      equal(await accounts.updateUser("nobody", { displayName: "x" }), undefined);
    },
  },
  {
    name: "of many changes of one password, one succeeds, and none after it was set anew",
    run: async ({ store: { accounts } }) => {
      const anna = account("anna", { passwordHash: "first" });
      await accounts.createUser(anna);
      const wishes = Array.from({ length: 8 }, (_, i) => `wish ${i}`);
      const outcomes = await Promise.all(
        wishes.map(async (wish) =>
          Boolean(await accounts.changePassword("anna", "first", wish, "none")),
        ),
      );
      equal(outcomes.filter(Boolean).length, 1);
      const passwordHash = wishes[outcomes.indexOf(true)] ?? "";
      deepEqual(await accounts.user("anna"), { ...anna, passwordHash });
      await accounts.updateUser("anna", { passwordHash: "reset" });
      equal(await accounts.changePassword("anna", passwordHash, "late", "none"), undefined);
      equal((await accounts.user("anna"))?.passwordHash, "reset");
      equal(await accounts.changePassword("nobody", "reset", "x", "none"), undefined);
      await accounts.deleteUser("anna", "deleted user");
      equal(await accounts.changePassword("anna", "reset", "x", "none"), undefined);
    },
  },
  {
    name: "a guest becomes an account under the same id, once, and its number is free",
    run: async ({ store: { accounts } }) => {
      const visitor = guest("visitor", 10_002);
      await accounts.createUser(visitor);
      await accounts.createUser(account("anna"));
      const wish = { username: "anna", passwordHash: "hash" };
      equal(await accounts.upgradeGuest("visitor", wish), "taken");
      deepEqual(await accounts.user("visitor"), visitor);
      const { number: _, ...rest } = visitor;
      const upgraded = { ...rest, kind: "member", username: "vera", passwordHash: "hash" };
      deepEqual(await accounts.upgradeGuest("visitor", { ...wish, username: "vera" }), upgraded);
      deepEqual(await accounts.userByUsername("vera"), upgraded);
      deepEqual(await accounts.guestNumbers(), []);
      equal(await accounts.guestByNumber(10_002), undefined);
      equal(await accounts.upgradeGuest("visitor", { ...wish, username: "again" }), undefined);
      equal(await accounts.upgradeGuest("nobody", { ...wish, username: "again" }), undefined);
    },
  },
  {
    name: "a deleted user keeps id and messages, and loses everything one could sign in with",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "room", ["anna"]);
      await log.say("anna", "before I go");
      await store.accounts.createSession(session("s1", "anna"));
      await store.accounts.setResetCode("anna", "code", T0 + 100);
      await store.accounts.deleteUser("anna", "deleted user");
      const again = await reopen();
      const { username: _, passwordHash: __, ...rest } = account("anna");
      deepEqual(await again.accounts.user("anna"), {
        ...rest,
        displayName: "deleted user",
        deleted: true,
      });
      equal(await again.accounts.userByUsername("anna"), undefined);
      equal(await again.accounts.session("s1"), undefined);
      equal(await again.accounts.resetPassword("anna", "code", T0, "hash"), undefined);
      equal(await again.accounts.updateUser("anna", { displayName: "back" }), undefined);
      deepEqual((await again.accounts.findUsers("anna", undefined, 10)).items, []);
      equal(await again.accounts.countUsers(), 0);
      equal((await again.log.entries("room", 0, 10))[0]?.senderId, "anna");
    },
  },
  {
    name: "accounts are found by the beginnings of username and of words of the display name",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("a.king", { displayName: "Ádá Lovelace  King" }));
      await accounts.createUser(account("b_2", { displayName: "Straße İstanbul" }));
      await accounts.createUser(account("c", { username: "tanaka", displayName: "田中 太郎" }));
      await accounts.createUser(guest("ada", 10_003, { displayName: "Ada" }));
      const found = async (prefix: string) =>
        ids((await accounts.findUsers(prefix, undefined, 10)).items);
      deepEqual(await found("ad"), ["a.king"]);
      deepEqual(await found("ÁDA LOVE"), ["a.king"]);
      deepEqual(await found("kin"), ["a.king"]);
      deepEqual(await found("a.k"), ["a.king"]);
      deepEqual(await found("lace"), []);
      deepEqual(await found("STRASS"), ["b_2"]);
      deepEqual(await found("ista"), ["b_2"]);
      deepEqual(await found("B_"), ["b_2"]);
      deepEqual(await found("太"), ["c"]);
      deepEqual(await found("田中"), ["c"]);
      deepEqual(await found("%"), []);
      deepEqual(await found("_"), []);
      equal((await accounts.findUsers("a", undefined, 10)).items.length, 1);
      await accounts.updateUser("a.king", { displayName: "Grace" });
      deepEqual(await found("lovelace"), []);
      deepEqual(await found("gra"), ["a.king"]);
      deepEqual(await found("a.king"), ["a.king"]);
    },
  },
  {
    name: "accounts are found page by page, each once, however many of their names fit",
    run: async ({ store: { accounts } }) => {
      for (let i = 0; i < 7; i += 1) {
        const displayName = `Same ${9 - i} sames SAME`;
        await accounts.createUser(account(`same${i}`, { displayName }));
      }
      await accounts.createUser(account("other"));
      for (const limit of [1, 2, 3, 7, 8]) {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await accounts.findUsers("same", cursor, limit);
          seen.push(...page.items.map((user) => user.id));
          equal(page.items.length <= limit, true);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        deepEqual(seen.toSorted(), ["same0", "same1", "same2", "same3", "same4", "same5", "same6"]);
      }
    },
  },
  {
    name: "idle guests are those not seen since, at most so many",
    run: async ({ store: { accounts } }) => {
      for (let i = 0; i < 4; i += 1) {
        await accounts.createUser(guest(`g${i}`, 20_000 + i, { lastSeenAt: T0 + i }));
      }
      await accounts.createUser(account("old", { lastSeenAt: T0 - 1 }));
      deepEqual(ids(await accounts.idleGuests(T0 + 2, 10)), ["g0", "g1"]);
      equal((await accounts.idleGuests(T0 + 100, 3)).length, 3);
      await accounts.deleteUser("g0", "g0");
      await accounts.updateUser("g1", { lastSeenAt: T0 + 50 });
      deepEqual(ids(await accounts.idleGuests(T0 + 3, 10)), ["g2"]);
    },
  },
  {
    name: "the deleted have rooms to leave until they left them, and are as they were deleted",
    run: async ({ store, reopen }) => {
      const { accounts } = store;
      for (const id of ["anna", "bob", "cleo"]) await accounts.createUser(account(id));
      deepEqual(await accounts.leavingUsers(10), []);
      await accounts.deleteUser("anna", "deleted user");
      await accounts.deleteUser("bob", "deleted user");
      equal((await accounts.leavingUsers(1)).length, 1);
      const again = (await reopen()).accounts;
      const leaving = await again.leavingUsers(10);
      deepEqual(ids(leaving).toSorted(), ["anna", "bob"]);
      deepEqual(
        leaving.find(({ id }) => id === "anna"),
        await again.user("anna"),
      );
      await again.leftRooms("anna");
      await again.leftRooms("cleo");
      deepEqual(ids(await again.leavingUsers(10)), ["bob"]);
      await again.leftRooms("bob");
      deepEqual(await again.leavingUsers(10), []);
      equal((await again.user("bob"))?.deleted, true);
    },
  },
  {
    name: "blocks go one way",
    run: async ({ store: { accounts }, reopen }) => {
      for (const id of ["anna", "bob", "cleo"]) await accounts.createUser(account(id));
      await accounts.block("anna", "bob");
      await accounts.block("anna", "bob");
      await accounts.block("anna", "cleo");
      deepEqual((await accounts.blocked("anna")).toSorted(), ["bob", "cleo"]);
      deepEqual(await accounts.blocked("bob"), []);
      const again = (await reopen()).accounts;
      equal(await again.blocks("anna", "bob"), true);
      equal(await again.blocks("bob", "anna"), false);
      equal(await again.blocks("bob", "cleo"), false);
      await again.unblock("anna", "bob");
      await again.unblock("bob", "anna");
      equal(await again.blocks("anna", "bob"), false);
      deepEqual(await again.blocked("anna"), ["cleo"]);
    },
  },
];
