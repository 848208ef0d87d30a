/** Which page of history; with neither: the newest. */
export interface HistoryWindow {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  /** Messages, 1–100; 50 by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What to search for, at least one of it; without a room in all of one's own. */
export interface SearchTerms {
  readonly q?: string;
  readonly room_id?: string;
  /** A user's id. */
  readonly from?: string;
  /** Written before, and not before, these times (milliseconds since the epoch). */
  readonly before?: number;
  readonly after?: number;
  /** Only messages that carry an attachment. */
  readonly has?: "file";
  readonly cursor?: string;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}
