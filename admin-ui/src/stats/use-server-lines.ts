import { type Ref, shallowRef, watch } from "vue";
import { t } from "../i18n/i18n.ts";
import { useLive } from "../stores/live.ts";
import { type ChartLine, linesOf, MOST_LINES } from "./lines.ts";

/** The lines of the charts that compare servers, and the servers that they are of: new only when those are. */
export const useServerLines = (): {
  readonly lines: Readonly<Ref<readonly ChartLine[]>>;
  readonly servers: Readonly<Ref<readonly string[]>>;
} => {
  const live = useLive();
  const lines = shallowRef<readonly ChartLine[]>([]);
  const servers = shallowRef<readonly string[]>([]);
  watch(
    () => live.tick?.servers.map(({ server_id, runtime }) => `${server_id} ${runtime}`).join(),
    () => {
      const known = live.tick?.servers ?? [];
      lines.value = linesOf(known, t("charts.total"));
      servers.value = known.length > MOST_LINES ? [] : known.map(({ server_id }) => server_id);
    },
    { immediate: true },
  );
  return { lines, servers };
};
