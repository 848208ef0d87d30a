import type { NamedCase } from "./on-runtimes.ts";

/** What the cases of a contract are about: an adapter, opened for one case. */
interface Target {
  close(): Promise<void>;
}

export interface TargetCase<T extends Target> {
  readonly name: string;
  readonly run: (target: T) => Promise<void>;
}

/** The cases, each on a target of its own, which is closed at the end. */
export const casesOn = <T extends Target>(
  open: () => Promise<T>,
  cases: readonly TargetCase<T>[],
): readonly NamedCase[] =>
  cases.map(({ name, run }) => ({
    name,
    async run() {
      const target = await open();
      try {
        await run(target);
      } finally {
        await target.close();
      }
    },
  }));

export interface ServersContract<T extends Target> {
  readonly open: () => Promise<T>;
  /** Local adapters know of no other server. */
  readonly several: boolean;
}

/** The contract of a port that servers meet through: for one that is alone, and for several. */
export const serversContract =
  <T extends Target>(alone: readonly TargetCase<T>[], several: readonly TargetCase<T>[]) =>
  (contract: ServersContract<T>): readonly NamedCase[] =>
    casesOn(contract.open, contract.several ? [...alone, ...several] : alone);
