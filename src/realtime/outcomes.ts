import { saysTheSame } from "../core/messages/change-decision.ts";
import type { Draft } from "../core/messages/room-log.ts";
import type { EntryRecord } from "../ports/store/log.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Outcome } from "./batch.ts";

const RETRY_AFTER_MS = 1_000;

export const noRoom = (): Outcome => refused(new ProtocolError("not_found", "No such room."));

/** Of what its sender sent before it was removed from the room, or shut out altogether. */
export const removed = (): Outcome =>
  refused(new ProtocolError("forbidden", "You may not write here any more."));

/** The store failed in the midst of it. */
export const inDoubt = (): Outcome =>
  refused(
    new ProtocolError("unavailable", "It may or may not be stored: repeat it with the same cid.", {
      retryAfterMs: RETRY_AFTER_MS,
    }),
  );

/** Of a cid that is stored already: the same again, unless something else is said under it. */
export const repeated = (draft: Draft, existing: EntryRecord): Outcome =>
  saysTheSame(draft, existing)
    ? { ok: true, appended: { record: existing, repeated: true } }
    : refused(new ProtocolError("conflict", "Something else was sent under this cid."));

export const refused = (error: ProtocolError): Outcome => ({ ok: false, error });
