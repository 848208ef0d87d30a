import { computed } from "vue";
import type { RuntimeName } from "../../../../src/protocol/primitives.ts";
import { useUrlChanges, useUrlQuery } from "../../composables/use-url-query.ts";
import { isTime } from "../../logic/address-time.ts";

export const RUNTIMES: readonly RuntimeName[] = ["node", "bun", "deno"];
const isRuntime = (text: string): text is RuntimeName =>
  RUNTIMES.some((runtime) => runtime === text);
const isTrue = (text: string): text is "true" => text === "true";
const NAMES = ["query", "exact", "ip", "room_id", "server_id", "runtime", "since"] as const;

/** Which connections are asked for, as the address has it. */
export const useClientFilters = () => {
  const search = useUrlQuery<string>("query", "");
  const exact = useUrlQuery<"true" | "">("exact", "", isTrue);
  const ip = useUrlQuery<string>("ip", "");
  const roomId = useUrlQuery<string>("room_id", "");
  const serverId = useUrlQuery<string>("server_id", "");
  const runtime = useUrlQuery<RuntimeName | "">("runtime", "", isRuntime);
  const since = useUrlQuery<string>("since", "", isTime);
  const change = useUrlChanges();

  /** As the list takes it. */
  const query = computed(() => ({
    ...(search.value !== "" && { query: search.value }),
    ...(search.value !== "" && exact.value !== "" && { exact: exact.value }),
    ...(ip.value !== "" && { ip: ip.value }),
    ...(roomId.value !== "" && { room_id: roomId.value }),
    ...(serverId.value !== "" && { server_id: serverId.value }),
    ...(runtime.value !== "" && { runtime: runtime.value }),
    ...(since.value !== "" && { since: since.value }),
  }));
  const filtered = computed(() => Object.keys(query.value).length > 0);
  const clear = (): void => change(Object.fromEntries(NAMES.map((name) => [name, undefined])));

  return { search, exact, ip, roomId, serverId, runtime, since, query, filtered, clear };
};
