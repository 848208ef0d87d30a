// The package as a whole brings node:cluster, a push gateway and its clients: 3 MB more of a server on Bun.
import PromCounter from "prom-client/lib/counter.js";
import PromGauge from "prom-client/lib/gauge.js";
import PromHistogram from "prom-client/lib/histogram.js";
import Registry from "prom-client/lib/registry.js";
import type { Counter, Histogram, Metrics } from "../../ports/metrics.ts";

/** A registry of its own: prom-client's global one would be shared by two servers in one process. */
export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();

  counter(name: string, help: string, label?: string): Counter {
    const counter = new PromCounter({
      name,
      help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.#registry],
    });
    let total = 0;
    return {
      add: (amount = 1, value) => {
        total += amount;
        if (label !== undefined && value !== undefined) counter.inc({ [label]: value }, amount);
        else counter.inc(amount);
      },
      value: () => total,
    };
  }

  histogram(name: string, help: string, buckets: readonly number[]): Histogram {
    return new PromHistogram({ name, help, buckets: [...buckets], registers: [this.#registry] });
  }

  gauge(name: string, help: string, read: () => number): void {
    new PromGauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void {
    new PromGauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        // What is no longer reported must not stand on the page for ever.
        this.reset();
        for (const [value, amount] of Object.entries(read())) this.set({ [label]: value }, amount);
      },
    });
  }

  page(): Promise<string> {
    return this.#registry.metrics();
  }
}
