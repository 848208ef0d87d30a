/** Counters, histograms and gauges by name (Prometheus conventions; every name begins `crosstalk_`). */
export interface Metrics {
  counter(name: string, help: string, label?: string): Counter;
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /** `read` is called when the page is asked for; several values when it answers a record by label. */
  gauge(name: string, help: string, read: () => number): void;
  gauges(
    name: string,
    help: string,
    label: string,
    read: () => Readonly<Record<string, number>>,
  ): void;
  /** The Prometheus text page. */
  page(): Promise<string>;
}
export interface Counter {
  add(amount?: number, label?: string): void;
  value(): number;
}
export interface Histogram {
  observe(value: number): void;
}
