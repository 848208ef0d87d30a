import { deepEqual, equal } from "node:assert/strict";
import { parseRange } from "../../src/protocol/ip-address.ts";
import type { ContractCase } from "./store.ts";
import { account, session, T0 } from "./store-fixture.ts";

export const sessionCases: readonly ContractCase[] = [
  {
    name: "sessions are kept as they are, over a restart",
    run: async ({ store, reopen }) => {
      await store.accounts.createUser(account("anna"));
      const first = session("s1", "anna", { audience: "admin", userAgent: "Ωß", ip: "::1" });
      await store.accounts.createSession(first);
      const { accounts } = await reopen();
      deepEqual(await accounts.session("s1"), first);
      deepEqual(await accounts.sessions("anna"), [first]);
      equal(await accounts.session("s2"), undefined);
      deepEqual(await accounts.sessions("nobody"), []);
    },
  },
  {
    name: "many sessions are read at once, of those that stand",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(account("bob"));
      await accounts.createSession(session("s1", "anna"));
      await accounts.createSession(session("s2", "anna"));
      await accounts.createSession(session("b1", "bob", { audience: "admin" }));
      await accounts.endSession("s2");
      const found = await accounts.sessionsById(["b1", "s2", "none", "s1"]);
      deepEqual(
        found.toSorted((a, b) => a.id.localeCompare(b.id)),
        [session("b1", "bob", { audience: "admin" }), session("s1", "anna")],
      );
      deepEqual(await accounts.sessionsById([]), []);
    },
  },
  {
    name: "sessions are found by the range that they come from, the newest first",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(account("bob"));
      const from = (id: string, user: string, ip: string, lastUsedAt: number) =>
        accounts.createSession(session(id, user, { ip, lastUsedAt }));
      await from("s1", "anna", "198.51.100.7", T0);
      await from("s2", "bob", "198.51.100.200", T0 + 2);
      await from("s3", "bob", "198.51.101.1", T0 + 3);
      await from("s4", "anna", "2001:db8::7", T0 + 4);
      await from("s5", "anna", "::ffff:198.51.100.8", T0 + 1);
      const found = async (text: string, since = T0, limit = 10): Promise<string[]> => {
        const range = parseRange(text);
        if (range === undefined) throw new Error(text);
        return (await accounts.sessionsFrom(range, since, limit)).map(({ id }) => id);
      };
      deepEqual(await found("198.51.100.0/24"), ["s2", "s5", "s1"]);
      deepEqual(await found("198.51.100.7"), ["s1"]);
      deepEqual(await found("198.51.100.0/24", T0 + 1, 1), ["s2"]);
      deepEqual(await found("198.51.100.0/22", T0 + 2), ["s3", "s2"]);
      deepEqual(await found("2001:db8::/32"), ["s4"]);
      deepEqual(await found("192.0.2.0/24"), []);
    },
  },
  {
    name: "of many rotations from one generation, one succeeds",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createSession(session("s1", "anna", { generation: 7 }));
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => accounts.rotateSession("s1", 7, T0 + 10, T0 + 20)),
      );
      equal(outcomes.filter(Boolean).length, 1);
      deepEqual(
        await accounts.session("s1"),
        session("s1", "anna", {
          generation: 8,
          rotatedAt: T0 + 10,
          lastUsedAt: T0 + 10,
          expiresAt: T0 + 20,
        }),
      );
      equal(await accounts.rotateSession("s1", 9, T0, T0), false);
      equal(await accounts.rotateSession("none", 1, T0, T0), false);
    },
  },
  {
    name: "sessions end one by one, or all but one, and say which",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(account("bob"));
      for (const id of ["s1", "s2", "s3"]) await accounts.createSession(session(id, "anna"));
      await accounts.createSession(session("b1", "bob"));
      equal(await accounts.endSession("s1"), true);
      equal(await accounts.endSession("s1"), false);
      deepEqual(await accounts.endSessions("anna", "s3"), ["s2"]);
      equal((await accounts.session("s3"))?.id, "s3");
      deepEqual(await accounts.endSessions("anna"), ["s3"]);
      deepEqual(await accounts.endSessions("anna"), []);
      deepEqual(await accounts.endSessions("nobody"), []);
      equal((await accounts.session("b1"))?.id, "b1");
      equal(await accounts.rotateSession("s3", 1, T0, T0), false);
    },
  },
  {
    name: "expired sessions are removed, the others stay",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      for (let i = 0; i < 5; i += 1) {
        await accounts.createSession(session(`s${i}`, "anna", { expiresAt: T0 + i }));
      }
      await accounts.removeExpiredSessions(T0 + 2);
      deepEqual((await accounts.sessions("anna")).map((s) => s.id).toSorted(), ["s3", "s4"]);
    },
  },
  {
    name: "a reset code works once, in time, for its user, and the newest only",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      await accounts.createUser(account("bob"));
      await accounts.setResetCode("anna", "first", T0 + 100);
      await accounts.setResetCode("anna", "second", T0 + 100);
      const before = (await accounts.user("anna"))?.passwordHash;
      equal(await accounts.resetPassword("anna", "first", T0, "new"), undefined);
      equal(await accounts.resetPassword("bob", "second", T0, "new"), undefined);
      equal(await accounts.resetPassword("anna", "second", T0 + 100, "new"), undefined);
      equal((await accounts.user("anna"))?.passwordHash, before);
      const resets = await Promise.all(
        ["a", "b", "c", "d", "e"].map(async (password) =>
          (await accounts.resetPassword("anna", "second", T0, password)) ? [password] : [],
        ),
      );
      deepEqual(resets.flat(), [(await accounts.user("anna"))?.passwordHash]);
      equal(await accounts.resetPassword("anna", "second", T0, "late"), undefined);
    },
  },
  {
    name: "a new password ends the user's sessions in the same step, and a wrong one or code none",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna", { passwordHash: "first" }));
      await accounts.createUser(account("bob"));
      for (const id of ["s1", "s2", "s3"]) await accounts.createSession(session(id, "anna"));
      await accounts.createSession(session("s4", "bob"));
      const of = async (user: string) =>
        (await accounts.sessions(user)).map(({ id }) => id).toSorted();
      equal(await accounts.changePassword("anna", "other", "second", "s2"), undefined);
      equal(await accounts.resetPassword("anna", "code", T0, "second"), undefined);
      deepEqual(await of("anna"), ["s1", "s2", "s3"]);
      const ended = await accounts.changePassword("anna", "first", "second", "s2");
      deepEqual(ended?.toSorted(), ["s1", "s3"]);
      deepEqual(await of("anna"), ["s2"]);
      await accounts.setResetCode("anna", "code", T0 + 1);
      deepEqual(await accounts.resetPassword("anna", "code", T0, "third"), ["s2"]);
      deepEqual(await of("anna"), []);
      deepEqual(await of("bob"), ["s4"]);
    },
  },
];
