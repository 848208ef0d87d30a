import type { Message } from "../../../src/protocol/entries.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { excerpt } from "../../../src/protocol/names.ts";
import type { Sender } from "../../../src/protocol/users.ts";
import { isRecord, parseStored } from "./stored-json.ts";

/**
 * Drafts as they are kept in localStorage: one key for each room, so that two tabs which write in two
 * rooms do not overwrite each other's, and each change tells the other tabs which room it is about.
 * An edit or a reply has a key of its own: who writes in another tab meanwhile leaves it alone.
 */
const PREFIX = "crosstalk.draft.";
const CONTEXT_PREFIX = "crosstalk.draft-context.";

/** What the text being written is for: another text of one's own message, or an answer. */
export interface DraftContext {
  readonly editing?: { readonly seq: number; readonly text: string };
  readonly replyTo?: Pick<Message, "seq" | "sender" | "content">;
}

export const draftKey = (account: string, roomId: string): string =>
  `${PREFIX}${account}.${roomId}`;

/** The room of a key of this account; undefined for everything else that is stored. */
export const roomOfDraftKey = (account: string, key: string): string | undefined => {
  const own = draftKey(account, "");
  return key.startsWith(own) ? key.slice(own.length) : undefined;
};

type Stored = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

const keysOf = (storage: Stored): string[] =>
  Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key !== null);

export const readDrafts = (storage: Stored, account: string): Map<string, string> => {
  const drafts = new Map<string, string>();
  for (const key of keysOf(storage)) {
    const roomId = roomOfDraftKey(account, key);
    const text = roomId === undefined ? null : storage.getItem(key);
    if (roomId !== undefined && text) drafts.set(roomId, text);
  }
  return drafts;
};

export const writeDraft = (
  storage: Stored,
  account: string,
  roomId: string,
  text: string,
): void => {
  const key = draftKey(account, roomId);
  if (text === "") storage.removeItem(key);
  else if (storage.getItem(key) !== text) storage.setItem(key, text);
};

const contextKey = (account: string, roomId: string): string =>
  `${CONTEXT_PREFIX}${account}.${roomId}`;

export const roomOfContextKey = (account: string, key: string): string | undefined => {
  const own = contextKey(account, "");
  return key.startsWith(own) ? key.slice(own.length) : undefined;
};

const isSender = (value: unknown): value is Sender =>
  isRecord(value) && typeof value["id"] === "string" && typeof value["display_name"] === "string";

const contextOf = (kept: unknown): DraftContext | undefined => {
  if (!isRecord(kept) || typeof kept["seq"] !== "number") return undefined;
  const { seq, text, sender, content } = kept;
  if (typeof text === "string") return { editing: { seq, text } };
  if (!isSender(sender)) return undefined;
  return { replyTo: { seq, sender, ...(typeof content === "string" && { content }) } };
};

/** Undefined where there is none, or none that can be read: what is written is then a plain message. */
export const parseContext = (stored: string | null): DraftContext | undefined =>
  contextOf(parseStored(stored));

export const readContexts = (storage: Stored, account: string): Map<string, DraftContext> => {
  const contexts = new Map<string, DraftContext>();
  for (const key of keysOf(storage)) {
    const roomId = roomOfContextKey(account, key);
    const context = roomId === undefined ? undefined : parseContext(storage.getItem(key));
    if (roomId !== undefined && context) contexts.set(roomId, context);
  }
  return contexts;
};

export const writeContext = (
  storage: Stored,
  account: string,
  roomId: string,
  { editing, replyTo }: DraftContext,
): void => {
  const key = contextKey(account, roomId);
  // Of the message that is answered, only a line is shown.
  const line = excerpt(replyTo?.content ?? "", LIMITS.excerpt);
  const answered = replyTo && { ...replyTo, content: line };
  const kept = editing ?? answered;
  if (kept) storage.setItem(key, JSON.stringify(kept));
  else storage.removeItem(key);
};

/** Of all accounts: what is left behind at the end of a session is nobody's. */
export const removeAllDrafts = (storage: Stored): void => {
  for (const key of keysOf(storage)) {
    if (key.startsWith(PREFIX) || key.startsWith(CONTEXT_PREFIX)) storage.removeItem(key);
  }
};
