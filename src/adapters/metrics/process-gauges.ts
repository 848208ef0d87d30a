import process from "node:process";
import type { Metrics } from "../../ports/metrics.ts";
import type { LagReader } from "./loop-lag.ts";

/** What the process itself says: memory, CPU and how late its event loop is. */
export const registerProcessGauges = (metrics: Metrics, lag: LagReader): void => {
  metrics.gauges("crosstalk_memory_bytes", "Memory of the process", "kind", () => {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
    return { rss, heap_used: heapUsed, heap_total: heapTotal, external };
  });
  metrics.gauge("crosstalk_cpu_seconds", "CPU time used since the start", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  metrics.gauge("crosstalk_uptime_seconds", "Time since the start", () => process.uptime());
  metrics.gauges(
    "crosstalk_event_loop_lag_ms",
    "How late timers were since the page was last asked for",
    "quantile",
    () => ({ ...lag.take() }),
  );
};
