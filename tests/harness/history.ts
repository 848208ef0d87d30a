import type { Action } from "../../src/protocol/actions.ts";
import type { ServerEvent } from "../../src/protocol/events.ts";

/** What one run saw and did, in the order in which it happened; `at` is performance.now(). */
export type Observation = { readonly at: number } & (
  | {
      readonly kind: "opened";
      readonly connection: string;
      /** One logical client: it keeps its cursors and its outbox from connection to connection. */
      readonly client: string;
      readonly user: string;
    }
  | { readonly kind: "sent"; readonly connection: string; readonly action: Action }
  | { readonly kind: "received"; readonly connection: string; readonly event: ServerEvent }
  | { readonly kind: "closed"; readonly connection: string; readonly code: number }
  /** The answer to a kick, ban, disable or logout arrived; without `room` it was about everything. */
  | { readonly kind: "revoked"; readonly user: string; readonly room?: string }
);

type Unstamped<T> = T extends { readonly at: number } ? Omit<T, "at"> : never;

/** Shared by all clients of a test, so that their observations stand in one order. */
export class History {
  readonly observations: Observation[] = [];

  record(observation: Unstamped<Observation>): void {
    this.observations.push({ at: performance.now(), ...observation });
  }
}
