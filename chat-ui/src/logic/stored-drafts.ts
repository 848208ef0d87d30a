/**
 * Drafts as they are kept in localStorage: one key for each room, so that two tabs which write in two
 * rooms do not overwrite each other's, and each change tells the other tabs which room it is about.
 */
const PREFIX = "crosstalk.draft.";

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

/** Of all accounts: what is left behind at the end of a session is nobody's. */
export const removeAllDrafts = (storage: Stored): void => {
  for (const key of keysOf(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
};
