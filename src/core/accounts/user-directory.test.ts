import { expect, test } from "vitest";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { UserDirectory } from "./user-directory.ts";

/** A store that answers with the name that it had when it was asked, once it is let. */
const slowStore = (displayName: string) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const accounts: Pick<AccountStore, "users"> = {
    users: async (ids) => {
      await promise;
      return ids.map((id) => ({ id, displayName }) as UserRecord);
    },
  };
  return { directory: new UserDirectory(accounts as AccountStore), answer: resolve };
};

const nameIn = async (directory: UserDirectory): Promise<string> =>
  (await directory.resolve(["ana"]))("ana").display_name;

test("a rename that is told while the store is asked stands", async () => {
  const { directory, answer } = slowStore("Ana");
  const asked = nameIn(directory);
  directory.put({ id: "ana", display_name: "Ana, renamed" });
  answer();
  expect(await asked).toBe("Ana, renamed");
  expect(await nameIn(directory)).toBe("Ana, renamed");
});

test("what was read while renames may have been missed is not kept", async () => {
  const { directory, answer } = slowStore("Ana");
  const asked = nameIn(directory);
  directory.clear();
  answer();
  expect(await asked).toBe("Ana");
  expect(directory.size).toBe(0);
});
