import type { Clock } from "../../ports/clock.ts";
import type { PasswordHasher } from "../../ports/password-hasher.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import type { Accounts } from "./accounts.ts";

/** none: there is an admin already · name_taken: somebody else's account has that name, nothing was done. */
export type FirstAdminOutcome = "none" | "created" | "promoted" | "name_taken";

/**
 * ADMIN_USERNAME and ADMIN_PASSWORD, only while there is no admin. An account of that name is promoted only
 * if the password is its own: else a stranger who registered it first would become admin.
 */
export const ensureFirstAdmin = async (
  deps: {
    readonly store: AccountStore;
    readonly accounts: Accounts;
    readonly hasher: PasswordHasher;
    readonly clock: Clock;
  },
  credentials: { readonly username: string; readonly password: string },
): Promise<FirstAdminOutcome> => {
  const { store, accounts, hasher, clock } = deps;
  const { username, password } = credentials;
  if (await store.anyAdmin()) return "none";
  const existing = await store.userByUsername(username);
  if (existing === undefined) {
    try {
      await accounts.create(username, password, { displayName: username, role: "admin" });
      return "created";
    } catch (error) {
      // Servers that start together each try.
      if (await store.anyAdmin()) return "none";
      throw error;
    }
  }
  if (!(await hasher.verify(password, existing.passwordHash))) return "name_taken";
  await store.setStanding(existing.id, { role: "admin", disabled: false }, clock.now());
  return "promoted";
};
