import type { SimStore } from "./database.ts";

/** The parts of the port that nothing looks at during a run. */
export abstract class BareStore
  implements Pick<SimStore, "health" | "gauges" | "backup" | "close">
{
  health(): { ok: boolean } {
    return { ok: true };
  }

  gauges(): Readonly<Record<string, number>> {
    return {};
  }

  async backup(): Promise<void> {}

  async close(): Promise<void> {}
}
