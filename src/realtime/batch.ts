import {
  type ChangeDecision,
  decideChange,
  targetOf,
  targetQuery,
} from "../core/messages/change-decision.ts";
import type { Appended, Draft } from "../core/messages/room-log.ts";
import type { TargetState } from "../ports/store/log.ts";
import type { ProtocolError } from "../protocol/errors.ts";

export type Outcome =
  | { readonly ok: true; readonly appended: Appended }
  | { readonly ok: false; readonly error: ProtocolError };

/** A draft on its way through a lane; `settle` is called exactly once. */
export interface Waiting {
  readonly draft: Draft;
  readonly settle: (outcome: Outcome) => void;
  /** Set when its sender was removed from the room meanwhile, or shut out altogether. */
  withdrawn: boolean;
}

/** One write at most carries this many (DESIGN §2.2). */
export const BATCH_ENTRIES = 256;

/**
 * The longest prefix that can be decided together: a draft about a message that another draft before it in
 * the batch is about too has to see what that one did, and waits for the next batch.
 */
export const takeBatch = (waiting: readonly Waiting[], from: number): readonly Waiting[] => {
  const end = Math.min(waiting.length, from + BATCH_ENTRIES);
  let touched: Set<string> | undefined;
  for (let index = from; index < end; index += 1) {
    const draft = waiting[index]?.draft;
    const target = draft === undefined ? undefined : targetOf(draft.payload);
    if (draft === undefined || target === undefined) continue;
    touched ??= new Set();
    const key = `${draft.roomId} ${target}`;
    if (touched.has(key)) return waiting.slice(from, index);
    touched.add(key);
  }
  return waiting.slice(from, end);
};

export interface Judged {
  readonly waiting: Waiting;
  readonly decision: ChangeDecision;
  readonly target: TargetState | undefined;
}

const APPEND = { verdict: "append" } as const;

/** Judges each draft by the state of the message it is about; `read` is called at most once. */
export const judge = async (
  batch: readonly Waiting[],
  read: (queries: ReturnType<typeof targetQuery>[]) => Promise<(TargetState | undefined)[]>,
): Promise<Judged[]> => {
  const queries: ReturnType<typeof targetQuery>[] = [];
  const places = batch.map(({ draft }) => {
    const seq = targetOf(draft.payload);
    return seq === undefined ? undefined : queries.push(targetQuery(draft, seq)) - 1;
  });
  const states = queries.length === 0 ? [] : await read(queries);
  return batch.map((waiting, index) => {
    const place = places[index];
    if (place === undefined) return { waiting, decision: APPEND, target: undefined };
    const target = states[place];
    return { waiting, decision: decideChange(waiting.draft, target), target };
  });
};
