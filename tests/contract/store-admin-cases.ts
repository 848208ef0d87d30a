import { deepEqual, equal } from "node:assert/strict";
import type { BanRecord } from "../../src/ports/store/moderation.ts";
import type { ContractCase } from "./store.ts";
import { account, T0 } from "./store-fixture.ts";

const banOf = (userId: string, more: Partial<BanRecord> = {}): BanRecord => ({
  id: `ban of ${userId}`,
  kind: "ban",
  userId,
  createdBy: "someone",
  createdAt: T0,
  ...more,
});

export const adminCases: readonly ContractCase[] = [
  {
    name: "anyAdmin knows of living admins only",
    run: async ({ store: { accounts } }) => {
      await accounts.createUser(account("anna"));
      equal(await accounts.anyAdmin(), false);
      await accounts.setStanding("anna", { role: "admin" }, T0);
      equal(await accounts.anyAdmin(), true);
      await accounts.deleteUser("anna", "deleted user");
      equal(await accounts.anyAdmin(), false);
    },
  },
  {
    name: "a first admin is made where there is none, once, also by many at once",
    run: async ({ store, reopen }) => {
      await store.accounts.createUser(account("anna"));
      const clash = account("other", { username: "anna", role: "admin" });
      equal(await store.accounts.createFirstAdmin(clash), "taken");
      const names = ["root0", "root1", "root2", "root3"];
      const outcomes = await Promise.all(
        names.map((name) => store.accounts.createFirstAdmin(account(name, { role: "admin" }))),
      );
      deepEqual(outcomes.toSorted(), ["created", "exists", "exists", "exists"]);
      const { accounts } = await reopen();
      equal(await accounts.createFirstAdmin(account("late", { role: "admin" })), "exists");
      equal(await accounts.countUsers(), 2);
      // Found as all users are.
      equal((await accounts.findUsers("root", undefined, 9)).items.length, 1);
    },
  },
  {
    name: "standing is changed as far as it says, of living users",
    run: async ({ store: { accounts } }) => {
      const anna = account("anna");
      await accounts.createUser(anna);
      deepEqual(await accounts.setStanding("anna", { disabled: true }, T0), {
        ...anna,
        disabled: true,
      });
      deepEqual(await accounts.setStanding("anna", { role: "moderator", disabled: false }, T0), {
        ...anna,
        role: "moderator",
      });
      deepEqual(await accounts.setStanding("anna", {}, T0), { ...anna, role: "moderator" });
      deepEqual(await accounts.user("anna"), { ...anna, role: "moderator" });
      equal(await accounts.setStanding("nobody", { disabled: true }, T0), undefined);
      await accounts.deleteUser("anna", "deleted user");
      equal(await accounts.setStanding("anna", { role: "admin" }, T0), undefined);
    },
  },
  {
    name: "an admin who is not disabled is always left, also by those who take it from each other",
    run: async ({ store: { accounts } }) => {
      const names = ["a", "b", "c"] as const;
      for (const name of names) await accounts.createUser(account(name, { role: "admin" }));
      await accounts.setStanding("c", { disabled: true }, T0);
      for (let i = 0; i < 8; i += 1) {
        const outcomes = await Promise.all([
          accounts.setStanding("a", { role: "user" }, T0),
          accounts.setStanding("b", i % 2 === 0 ? { role: "moderator" } : { disabled: true }, T0),
        ]);
        equal(outcomes.filter((outcome) => outcome === "last_admin").length, 1);
        await accounts.setStanding("a", { role: "admin" }, T0);
        await accounts.setStanding("b", { role: "admin", disabled: false }, T0);
      }
      await accounts.setStanding("b", { disabled: true }, T0);
      const last = await accounts.user("a");
      equal(await accounts.setStanding("a", { disabled: true }, T0), "last_admin");
      equal(await accounts.setStanding("a", { role: "moderator" }, T0), "last_admin");
      deepEqual(await accounts.user("a"), last);
      deepEqual(await accounts.setStanding("a", { role: "admin" }, T0), last);
    },
  },
  {
    name: "an admin who is not banned is always left, also by those who bar each other",
    run: async ({ store: { accounts, moderation } }) => {
      for (const name of ["a", "b"]) await accounts.createUser(account(name, { role: "admin" }));
      await accounts.createUser(account("user"));
      for (let i = 0; i < 8; i += 1) {
        const outcomes = await Promise.all([
          moderation.createBan(banOf("a")),
          i % 2 === 0
            ? moderation.createBan(banOf("b"))
            : accounts.setStanding("b", { disabled: true }, T0),
        ]);
        equal(outcomes.filter((outcome) => outcome === "last_admin").length, 1);
        const bans = await moderation.activeBans(T0);
        for (const { id } of bans) await moderation.removeBan(id);
        await accounts.setStanding("b", { disabled: false }, T0);
      }
      equal(await moderation.createBan(banOf("b", { expiresAt: T0 + 1 })), "created");
      equal(await accounts.setStanding("a", { role: "user" }, T0), "last_admin");
      equal(await moderation.createBan(banOf("a")), "last_admin");
      // Muted, they still can act here; and nobody depends on who is no admin.
      equal(await moderation.createBan(banOf("a", { id: "mute", kind: "mute" })), "created");
      equal(await moderation.createBan(banOf("user")), "created");
      equal(await moderation.createBan(banOf("a", { createdAt: T0 + 1 })), "created");
    },
  },
  {
    name: "a second factor is confirmed by its own code, and takes each step once, forward only",
    run: async ({ store, reopen }) => {
      const { accounts } = store;
      await accounts.createUser(account("anna"));
      equal(await accounts.totp("anna"), undefined);
      equal(await accounts.enrolTotp("anna", "FIRST"), true);
      equal(await accounts.enrolTotp("anna", "SECOND"), true);
      deepEqual(await accounts.totp("anna"), { secret: "SECOND", confirmed: false, lastStep: 0 });
      equal(await accounts.takeTotpStep("anna", "FIRST", 70), false);
      equal(await accounts.takeTotpStep("nobody", "SECOND", 70), false);
      const takes = Array.from({ length: 5 }, () => accounts.takeTotpStep("anna", "SECOND", 70));
      equal((await Promise.all(takes)).filter(Boolean).length, 1);
      const again = (await reopen()).accounts;
      deepEqual(await again.totp("anna"), { secret: "SECOND", confirmed: true, lastStep: 70 });
      equal(await again.enrolTotp("anna", "THIRD"), false);
      equal(await again.takeTotpStep("anna", "SECOND", 69), false);
      equal(await again.takeTotpStep("anna", "SECOND", 71), true);
      await again.removeTotp("anna");
      equal(await again.totp("anna"), undefined);
      await again.enrolTotp("anna", "FOURTH");
      await again.deleteUser("anna", "deleted user");
      equal(await again.totp("anna"), undefined);
    },
  },
];
