import { defineStore } from "pinia";
import { computed, readonly, ref, shallowReactive } from "vue";
import type { FoundUser } from "../../../src/protocol/users.ts";
import { errorText } from "../logic/errors.ts";
import { useChat } from "./chat-port.ts";

const PAGE = 100;

/** Whom I blocked; asked for when first needed. */
export const useBlocks = defineStore("blocks", () => {
  const chat = useChat();
  const byId = shallowReactive(new Map<string, FoundUser>());
  const known = ref(false);
  const problem = ref<string>();
  let loading: Promise<void> | undefined;

  const readAll = async (): Promise<void> => {
    try {
      let cursor: string | undefined;
      do {
        const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
        const page = await chat.rest.call("blocked", { query });
        for (const user of page.users) byId.set(user.id, user);
        cursor = page.next_cursor;
      } while (cursor !== undefined);
      known.value = true;
      problem.value = undefined;
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  const load = async (): Promise<void> => {
    if (known.value) return;
    loading ??= readAll().finally(() => {
      loading = undefined;
    });
    await loading;
  };
  const block = async (user: FoundUser): Promise<void> => {
    await chat.rest.call("block", { params: { id: user.id } });
    byId.set(user.id, user);
  };
  const unblock = async (userId: string): Promise<void> => {
    await chat.rest.call("unblock", { params: { id: userId } });
    byId.delete(userId);
  };

  return {
    list: computed(() => [...byId.values()]),
    known: readonly(known),
    problem: readonly(problem),
    has: (userId: string): boolean => byId.has(userId),
    load,
    block,
    unblock,
  };
});
