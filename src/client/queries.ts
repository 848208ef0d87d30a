/** Which page of history; with neither: the newest. */
export interface HistoryWindow {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  /** Messages, 1–100; 50 by default. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** What to search for; without a room in all of one's own. */
export interface SearchTerms {
  readonly q: string;
  readonly room_id?: string;
  /** A user's id. */
  readonly from?: string;
  readonly cursor?: string;
  readonly limit?: number;
  readonly signal?: AbortSignal;
}
