import type { StatsMetric } from "../../../../src/protocol/stats.ts";
import type { TableColumn } from "../../../../ui/table/table-types.ts";
import { sortOf } from "../../../../ui/table/table-types.ts";
import { t } from "../../i18n/i18n.ts";
import type { ServerMoment } from "../../stats/moment.ts";

/** Columns that show a metric are called after it. */
const METRIC_COLUMNS = [
  "connections",
  "rooms",
  "messages_in_per_s",
  "messages_out_per_s",
  "cpu",
  "rss_bytes",
  "loop_lag_ms",
  "bus_delay_ms",
] as const satisfies readonly StatsMetric[];
export type MetricColumn = (typeof METRIC_COLUMNS)[number];

const number = (id: MetricColumn, label: string, from?: TableColumn["from"]): TableColumn => ({
  id,
  label,
  sortable: true,
  firstSort: "descending",
  align: "end",
  ...(from && { from }),
});

export const serverColumns = (compact: boolean): readonly TableColumn[] => [
  { id: "server_id", label: t("servers.id"), sortable: true },
  { id: "state", label: t("servers.state"), sortable: true },
  { id: "runtime", label: t("servers.runtime"), sortable: true, from: "pane-2" },
  ...(compact
    ? []
    : ([
        {
          id: "started_at",
          label: t("servers.uptime"),
          sortable: true,
          align: "end",
          from: "wide",
        },
      ] as const)),
  number("connections", t("servers.clients"), compact ? undefined : "pane-2"),
  number("rooms", t("servers.rooms"), "wide"),
  number("messages_in_per_s", t("servers.messagesIn"), "pane-2"),
  number("messages_out_per_s", t("servers.messagesOut"), "pane-2"),
  number("cpu", t("servers.cpu"), "pane-2"),
  number("rss_bytes", t("servers.memory"), "wide"),
  number("loop_lag_ms", t("servers.lag"), "pane-2"),
  number("bus_delay_ms", t("servers.bus"), "wide"),
  { id: "last_seen_at", label: t("servers.beat"), sortable: true, align: "end", from: "pane-2" },
  ...(compact ? [] : [{ id: "actions", label: t("servers.actions"), align: "end" } as const]),
];

export const isMetricColumn = (id: string): id is MetricColumn =>
  METRIC_COLUMNS.some((column) => column === id);

/** What is not heard has no number now: it goes to the end, whichever way around. */
const compared = (a: ServerMoment, b: ServerMoment, id: string, sign: 1 | -1): number => {
  if (isMetricColumn(id)) {
    const [x, y] = [a.values[id] ?? null, b.values[id] ?? null];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  }
  switch (id) {
    case "state":
      return sign * a.state.localeCompare(b.state);
    case "runtime":
      return sign * (a.identity?.runtime ?? "").localeCompare(b.identity?.runtime ?? "");
    case "started_at":
      // By how long it has been up.
      return sign * ((b.identity?.started_at ?? 0) - (a.identity?.started_at ?? 0));
    case "last_seen_at":
      return sign * (a.last_seen_at - b.last_seen_at);
    default:
      return sign * a.server_id.localeCompare(b.server_id);
  }
};

/** The few servers of a cluster come all at once, so they are sorted here. */
export const sortedServers = (
  servers: readonly ServerMoment[],
  sort: string,
): readonly ServerMoment[] => {
  const { id, descending } = sortOf(sort);
  const sign = descending ? -1 : 1;
  return servers.toSorted(
    (a, b) => compared(a, b, id, sign) || a.server_id.localeCompare(b.server_id),
  );
};
