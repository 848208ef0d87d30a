import type { AuditHead, AuditRow } from "../../protocol/audit/audit-row.ts";
import type { Page } from "./accounts.ts";

/** Somebody's action, as it is begun. */
export interface AuditAction {
  readonly id: string;
  /** When it was begun, by the clock of its server. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  /** Ids or addresses, with a space between them. */
  readonly target: string;
  readonly ip: string;
}

export interface AuditRecord extends AuditAction {
  readonly result: string;
}

export interface AuditQuery {
  readonly actor?: string;
  /** The beginning of the action. */
  readonly action?: string;
  /** One of the target's ids or addresses. */
  readonly target?: string;
  /** Both included. */
  readonly from?: number;
  readonly to?: number;
  readonly order: "newest" | "oldest";
  readonly cursor?: string;
  readonly limit: number;
}

/**
 * One chain of rows for the whole cluster (PROTOCOL §3, /audit). Nothing here changes or removes a row, and
 * whatever else may is to leave traces: see protocol/audit/audit-chain.ts.
 */
export interface AuditStore {
  /** Notes what is about to be done, so that it is not forgotten if its server ends in the midst of it. */
  begin(action: AuditAction): Promise<void>;
  /**
   * Chains it to the newest row, whichever server wrote that one, and forgets that it was begun: both or neither.
   * Its time is at least that of the row before, so that the order of rows is the order of times. Once for each
   * id: a repeat answers the row that stands, whatever it says.
   */
  append(record: AuditRecord): Promise<AuditRow>;
  /** Begun before `before` and not appended, the oldest first. */
  unfinished(before: number, limit: number): Promise<AuditAction[]>;
  rows(query: AuditQuery): Promise<Page<AuditRow>>;
  /** How many rows there should be, and the hash of the last: kept apart from them. */
  head(): Promise<AuditHead>;
}
