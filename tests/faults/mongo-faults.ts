import { equal, match } from "node:assert/strict";
import type { Store } from "../../src/ports/store/store.ts";
import type { Mongod } from "../harness/mongod.ts";
import { until } from "../harness/wait.ts";

export const dbName = "crosstalk";
export const RECOVERY_MS = 60_000;

export const named = (name: string, pattern: RegExp) => (error: unknown) => {
  equal(error instanceof Error ? error.name : error, name, String(error));
  match(String(error), pattern);
  return true;
};
export const isUnavailable = named("StoreUnavailable", /./);

export const whenReady = (store: Store): Promise<true> =>
  until("the store is ready", () => store.health().ok || undefined, RECOVERY_MS);

/** Makes the next commands fail in mongod itself; `off` ends it. */
export const failCommands = (mongod: Mongod, mode: object | string, data: object) =>
  mongod.command({ configureFailPoint: "failCommand", mode, data });

/** Holds each such command up for a while, before it is done; `reached` resolves at the first from now on. */
export const holdCommands = async (
  mongod: Mongod,
  command: string,
  collection: string,
  blockTimeMS: number,
): Promise<{
  reached(): Promise<unknown>;
  /** What is held goes on when its time is over. */
  end(): Promise<unknown>;
  /** What is held is killed. */
  abort(): Promise<unknown>;
}> => {
  const { count } = await failCommands(mongod, "alwaysOn", {
    failCommands: [command],
    namespace: `${dbName}.${collection}`,
    blockConnection: true,
    blockTimeMS,
  });
  const reached = { waitForFailPoint: "failCommand", timesEntered: Number(count) + 1 };
  return {
    reached: () => mongod.command({ ...reached, maxTimeMS: 60_000 }),
    end: () => failCommands(mongod, "off", {}),
    abort: async () => {
      // It answers once nothing is held any more.
      const off = failCommands(mongod, "off", {});
      const { inprog } = await mongod.command({ currentOp: 1, [`command.${command}`]: collection });
      for (const { opid } of inprog as { opid: number }[]) {
        await mongod.command({ killOp: 1, op: opid });
      }
      await off;
    },
  };
};
