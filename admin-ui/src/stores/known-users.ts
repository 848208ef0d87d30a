import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import type { AdminUser } from "../../../src/protocol/admin-entities.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { useSession } from "./session.ts";

const MOST = 500;
/** Until somebody who could not be asked about is asked about again. */
const AGAIN_MS = 5_000;

/** Who stands behind an id, where an answer gives no more than that. Only admins can ask. */
export const useKnownUsers = defineStore("known-users", () => {
  const { rest } = useAdminApi();
  const session = useSession();
  const byId = shallowReactive(new Map<string, AdminUser | undefined>());

  const ask = async (id: string): Promise<void> => {
    try {
      byId.set(id, (await rest.call("user", { params: { id } })).user);
    } catch (error) {
      const gone = error instanceof ProtocolError && error.code === "not_found";
      // The id says enough meanwhile; whoever looks then asks again.
      if (!gone) setTimeout(() => byId.delete(id), AGAIN_MS);
    }
  };
  /** Undefined until they are known, and when they are gone. */
  const find = (id: string): AdminUser | undefined => byId.get(id);
  const isAsked = (id: string): boolean => byId.has(id);
  const learn = (id: string): void => {
    if (session.me?.role !== "admin" || byId.has(id)) return;
    if (byId.size >= MOST) byId.clear();
    byId.set(id, undefined);
    void ask(id);
  };
  return { find, isAsked, learn };
});
