import type { AttachmentStore } from "../../../src/ports/store/attachments.ts";
import type { ModerationStore } from "../../../src/ports/store/moderation.ts";
import type { StatsStore } from "../../../src/ports/store/stats.ts";
import type { Sync } from "./sync.ts";

export type Effect = (method: string, effect: () => unknown) => Promise<unknown>;

/** Nothing during a run uses the rest of the port; whatever does is a mistake that shows. */
export const through = <P extends object>(target: Partial<Sync<P>>, call: Effect): P =>
  new Proxy(target, {
    get: (methods, name) => {
      const method: unknown = Reflect.get(methods, name);
      if (typeof method !== "function") throw new Error(`${String(name)} is not simulated`);
      return (...args: unknown[]) => call(String(name), () => Reflect.apply(method, methods, args));
    },
  }) as P;

export const NO_MODERATION: Partial<Sync<ModerationStore>> = { activeBans: () => [] };

/** Nobody looks at statistics during a run. */
export const NO_STATS: Partial<Sync<StatsStore>> = {};

/** Nobody sends files during a run. */
export const NO_ATTACHMENTS: Partial<Sync<AttachmentStore>> = { abandonFiles: () => [] };
