import { defineStore } from "pinia";
import { readonly, ref } from "vue";
import type { Drain } from "../../../src/protocol/drain.ts";
import { useAdminApi } from "../api/admin-api.ts";

/** Drains that are looked at, by server. */
export const useDrains = defineStore("drains", () => {
  const { rest } = useAdminApi();
  const known = ref<Readonly<Record<string, Drain>>>({});

  const keep = (server: string, drain: Drain | undefined): void => {
    if (drain) known.value = { ...known.value, [server]: drain };
  };
  const start = async (server: string, pace: number | undefined): Promise<void> => {
    const answer = await rest.call("drainServer", {
      params: { server_id: server },
      body: pace === undefined ? {} : { clients_per_s: pace },
    });
    keep(server, answer.drain);
  };
  const read = async (server: string, signal: AbortSignal): Promise<Drain> => {
    const { drain } = await rest.call("drain", { params: { server_id: server }, signal });
    keep(server, drain);
    return drain;
  };
  const abort = async (server: string): Promise<void> => {
    const { drain } = await rest.call("abortDrain", { params: { server_id: server } });
    keep(server, drain);
  };

  return { known: readonly(known), start, read, abort };
});
