import { LiveStats } from "../../tests/harness/event-stream.ts";
import type { Rest } from "../../tests/harness/rest.ts";

/** How long the server's event loop has been at statistics, as it says itself. */
export const busySeconds = async (rest: Rest): Promise<number> => {
  const page = await rest.ok<string>("GET", "/metrics");
  return Number(/^crosstalk_statistics\{what="busy_seconds_total"\} (\S+)$/m.exec(page)?.[1]);
};

/** So many dashboards' streams, read as they come, until they are disposed of. */
export class OpenStreams implements AsyncDisposable {
  readonly #url: string;
  readonly #token: string;
  readonly #open: LiveStats[] = [];

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async grow(count: number): Promise<void> {
    while (this.#open.length < count) {
      const live = await LiveStats.open(this.#url, this.#token);
      this.#open.push(live);
      void live.until("it ends", () => false, Number.POSITIVE_INFINITY).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const live of this.#open) await live[Symbol.asyncDispose]();
  }
}
