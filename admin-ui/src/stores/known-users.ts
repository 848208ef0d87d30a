import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import type { AdminUser } from "../../../src/protocol/admin-entities.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { useSession } from "./session.ts";

const MOST = 500;

/** Who stands behind an id, where an answer gives no more than that. Only admins can ask. */
export const useKnownUsers = defineStore("known-users", () => {
  const { rest } = useAdminApi();
  const session = useSession();
  const byId = shallowReactive(new Map<string, AdminUser | undefined>());

  const ask = async (id: string): Promise<void> => {
    try {
      const { users } = await rest.call("users", { query: { query: id, limit: 1 } });
      byId.set(
        id,
        users.find((user) => user.id === id),
      );
    } catch {
      // The id says enough; the next one who looks asks again.
      byId.delete(id);
    }
  };
  /** Undefined until they are known, and when they are gone. */
  const find = (id: string): AdminUser | undefined => byId.get(id);
  const learn = (id: string): void => {
    if (session.me?.role !== "admin" || byId.has(id)) return;
    if (byId.size >= MOST) byId.clear();
    byId.set(id, undefined);
    void ask(id);
  };
  return { find, learn };
});
