import { describe, expect, it } from "vitest";
import { systemClock } from "../clock/system-clock.ts";
import { measureLoopLag } from "./loop-lag.ts";
import { registerProcessGauges } from "./process-gauges.ts";
import { PrometheusMetrics } from "./prometheus-metrics.ts";

describe("prometheus metrics", () => {
  it("counts, with and without a label", async () => {
    const metrics = new PrometheusMetrics();
    const plain = metrics.counter("crosstalk_a_total", "a");
    const labelled = metrics.counter("crosstalk_b_total", "b", "code");
    plain.add();
    plain.add(4);
    labelled.add(2, "gone");
    labelled.add(1, "conflict");
    expect(plain.value()).toBe(5);
    expect(labelled.value()).toBe(3);
    const page = await metrics.page();
    expect(page).toContain("# TYPE crosstalk_a_total counter\ncrosstalk_a_total 5\n");
    expect(page).toContain('crosstalk_b_total{code="gone"} 2\n');
  });

  it("reads gauges when asked, and forgets labels that are gone", async () => {
    const metrics = new PrometheusMetrics();
    let depths: Record<string, number> = { writer: 3, search: 1 };
    metrics.gauge("crosstalk_now", "now", () => 7);
    metrics.gauges("crosstalk_depth", "depth", "queue", () => depths);
    expect(await metrics.page()).toContain('crosstalk_depth{queue="search"} 1');
    depths = { writer: 4 };
    const page = await metrics.page();
    expect(page).toContain("crosstalk_now 7");
    expect(page).toContain('crosstalk_depth{queue="writer"} 4');
    expect(page).not.toContain("search");
  });

  it("sorts observations into buckets", async () => {
    const metrics = new PrometheusMetrics();
    const sizes = metrics.histogram("crosstalk_size", "size", [1, 10]);
    sizes.observe(5);
    expect(await metrics.page()).toContain('crosstalk_size_bucket{le="10"} 1');
  });

  it("keeps the metrics of two servers in one process apart", async () => {
    const first = new PrometheusMetrics();
    first.counter("crosstalk_a_total", "a").add(3);
    const second = new PrometheusMetrics();
    second.counter("crosstalk_a_total", "a");
    expect(await second.page()).toContain("crosstalk_a_total 0");
  });

  it("tells memory, CPU and event-loop lag of the process", async () => {
    const metrics = new PrometheusMetrics();
    const lag = measureLoopLag(systemClock);
    registerProcessGauges(metrics, lag.reader());
    const page = await metrics.page();
    lag.stop();
    expect(page).toMatch(/crosstalk_memory_bytes\{kind="rss"\} [1-9]\d+/);
    expect(page).toMatch(/crosstalk_event_loop_lag_ms\{quantile="p99"\} \d/);
  });
});
