import type { Metrics } from "../../ports/metrics.ts";
import type { ServerSample } from "../../protocol/server-sample.ts";
import { DurationSum } from "./durations.ts";
import { fromPlaces } from "./values.ts";

/** What of a server's samples its metrics page shows as well, for whoever watches from outside. */
export class StatsGauges {
  readonly #acks = new DurationSum();
  #last: ServerSample | undefined;

  constructor(metrics: Metrics) {
    metrics.gauges(
      "crosstalk_ack_seconds",
      "From a message that comes in to its ack, since the page was last asked for",
      "quantile",
      () => this.#ackQuantiles(),
    );
    metrics.gauges(
      "crosstalk_delay_seconds",
      "From a publish to its arrival (bus), and a round trip to the database (store)",
      "to",
      () => this.#delays(),
    );
  }

  /** This server's, every second. */
  took(sample: ServerSample): void {
    this.#acks.add(sample.acks);
    this.#last = sample;
  }

  #ackQuantiles(): Record<string, number> {
    const p50 = this.#acks.quantile(0.5);
    const p99 = this.#acks.quantile(0.99);
    this.#acks.clear();
    return p50 === null || p99 === null ? {} : { p50: p50 / 1_000, p99: p99 / 1_000 };
  }

  #delays(): Record<string, number> {
    if (this.#last === undefined) return {};
    const { bus_delay_ms: bus, store_delay_ms: store } = fromPlaces(this.#last.values);
    return {
      ...(bus === null ? {} : { bus: bus / 1_000 }),
      ...(store === null ? {} : { store: store / 1_000 }),
    };
  }
}
