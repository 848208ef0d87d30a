import type { AuditStore } from "../../../src/ports/store/audit.ts";
import type { SimStore } from "./database.ts";
import { through } from "./through.ts";

/** The parts of the port that nothing looks at during a run. */
export abstract class BareStore
  implements
    Pick<SimStore, "audit" | "health" | "migration" | "delayMs" | "gauges" | "backup" | "close">
{
  readonly audit = through<AuditStore>({}, () => Promise.resolve());
  readonly migration = 0;

  health(): { ok: boolean } {
    return { ok: true };
  }

  async delayMs(): Promise<undefined> {}

  gauges(): Readonly<Record<string, number>> {
    return {};
  }

  async backup(): Promise<void> {}

  async close(): Promise<void> {}
}
