/** When a message passed where, by this page's clock, in ms since the epoch; what was not seen is absent. */
export interface Passage {
  /** Own ones: sent from here. */
  readonly pressed?: number;
  /** The server's time, put into this clock. */
  readonly taken?: number;
  /** Own ones: the server said that it stands. */
  readonly acked?: number;
  /** Others': received. */
  readonly arrived?: number;
  /** Others': drawn. */
  readonly shown?: number;
}

export interface PassageStep {
  readonly step: keyof Passage;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Since the first step; the server's own time is only as exact as two clocks agree. */
  readonly after: number;
}

const ORDER = ["pressed", "taken", "acked", "arrived", "shown"] as const;

/** What is known of a message's way, step by step. */
export const passageSteps = (passage: Passage): PassageStep[] => {
  const known = ORDER.flatMap((step) => {
    const at = passage[step];
    return at === undefined ? [] : [{ step, at: Math.round(at) }];
  });
  const start = known[0]?.at ?? 0;
  return known.map(({ step, at }) => ({ step, at, after: Math.max(0, at - start) }));
};
