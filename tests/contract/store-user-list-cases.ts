import { deepEqual, ok } from "node:assert/strict";
import type { AccountStore, UserListQuery } from "../../src/ports/store/accounts.ts";
import type { ContractCase } from "./store.ts";
import { account, guest, T0 } from "./store-fixture.ts";

/** The ids of all pages of that many. */
export const listAll = async (
  accounts: AccountStore,
  query: Partial<UserListQuery>,
  limit = 2,
): Promise<string[]> => {
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const order = { query: "", sort: "created", descending: false, ...query } as const;
    const page = await accounts.listUsers({ ...order, ...from, limit });
    ok(page.items.length <= limit);
    listed.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return listed;
};

export const userListCases: readonly ContractCase[] = [
  {
    name: "all living users are listed by age, name or when they were seen, either way, page by page",
    run: async ({ store: { accounts }, reopen }) => {
      const names = ["Zoé", "anna", "Straße", "STRASSE", "anna"];
      for (const [i, displayName] of names.entries()) {
        const at = { createdAt: T0 + (i % 3), lastSeenAt: T0 + 10 - i };
        await accounts.createUser(account(`user${i}`, { displayName, ...at }));
      }
      await accounts.createUser(
        guest("visitor", 10_004, { createdAt: T0 + 9, lastSeenAt: T0, displayName: "Max" }),
      );
      await accounts.createUser(account("gone", { createdAt: T0 + 8 }));
      await accounts.deleteUser("gone", "deleted user");
      await accounts.updateUser("user0", { displayName: "berta", lastSeenAt: T0 + 20 });
      const again = (await reopen()).accounts;
      for (const limit of [1, 2, 3, 9]) {
        const expectOrder = async (sort: UserListQuery["sort"], expected: string) => {
          const sorted = expected.split(" ");
          deepEqual(await listAll(again, { sort }, limit), sorted);
          deepEqual(await listAll(again, { sort, descending: true }, limit), sorted.toReversed());
        };
        await expectOrder("created", "user0 user3 user1 user4 user2 visitor");
        await expectOrder("name", "user1 user4 user0 visitor user2 user3");
        await expectOrder("seen", "visitor user4 user3 user2 user1 user0");
      }
    },
  },
  {
    name: "users are listed by the beginning of any of their names, in every order",
    run: async ({ store: { accounts } }) => {
      for (let i = 1; i < 5; i += 1) await accounts.createUser(account(`user${i}`));
      await accounts.createUser(
        guest("visitor", 10_004, { createdAt: T0 + 9, displayName: "Max" }),
      );
      for (const sort of ["created", "name", "seen"] as const) {
        const order = { query: "user", sort, descending: true } as const;
        deepEqual(await listAll(accounts, order), ["user4", "user3", "user2", "user1"]);
      }
      const listed = async (query: string) => (await listAll(accounts, { query })).toSorted();
      deepEqual(await listed("100"), ["visitor"]);
      deepEqual(await listed("10004"), ["visitor"]);
      deepEqual(await listed("004"), []);
      deepEqual(await listed("ma"), ["visitor"]);
      deepEqual(await listed("visi"), ["visitor"]);
      deepEqual(await listed("user"), ["user1", "user2", "user3", "user4"]);
    },
  },
];
