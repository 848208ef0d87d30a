import { computed, type Ref, shallowRef, watch } from "vue";
import type { RuntimeName } from "../../../src/protocol/primitives.ts";
import type { Query } from "../composables/use-query.ts";
import { t } from "../i18n/i18n.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import { type ChartLine, type LineServer, linesOf, MOST_LINES } from "./lines.ts";
import { isOfTime, type PastServers } from "./use-past-servers.ts";

/** The lines of the charts that compare servers, and the servers that they are of: new only when those are. */
export const useServerLines = (
  past: Query<PastServers | undefined>,
): {
  readonly lines: Readonly<Ref<readonly ChartLine[]>>;
  readonly servers: Readonly<Ref<readonly string[]>>;
} => {
  const live = useLive();
  const time = useTime();
  const lines = shallowRef<readonly ChartLine[]>([]);
  const servers = shallowRef<readonly string[]>([]);

  const runtimeOf = (id: string): RuntimeName | undefined =>
    live.tick?.servers.find(({ server_id }) => server_id === id)?.runtime;
  /** Undefined: not known yet. */
  const shown = computed((): readonly LineServer[] | undefined => {
    if (time.isLive) return live.tick?.servers;
    const answer = past.data.value;
    if (answer === undefined || !isOfTime(answer, time.window)) return undefined;
    return answer.servers.map(({ server_id }) => ({ server_id, runtime: runtimeOf(server_id) }));
  });
  watch(
    () => shown.value?.map(({ server_id, runtime }) => `${server_id} ${runtime}`).join(),
    () => {
      // On the way to another time the lines of the one before stay.
      if (shown.value === undefined && lines.value.length > 0) return;
      const known = shown.value ?? [];
      lines.value = linesOf(known, t("charts.total"));
      servers.value = known.length > MOST_LINES ? [] : known.map(({ server_id }) => server_id);
    },
    { immediate: true },
  );
  return { lines, servers };
};
