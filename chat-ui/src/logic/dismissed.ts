const MOST = 100;

const keyOf = (account: string): string => `crosstalk:dismissed:${account}`;

/** What an account has dismissed in this browser, oldest first. */
export const readDismissed = (storage: Pick<Storage, "getItem">, account: string): string[] => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(account)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    // Unreadable or forbidden: then nothing was dismissed.
    return [];
  }
};

export const writeDismissed = (
  storage: Pick<Storage, "setItem">,
  account: string,
  dismissed: Iterable<string>,
): void => {
  try {
    storage.setItem(keyOf(account), JSON.stringify(Array.from(dismissed).slice(-MOST)));
  } catch {
    // Full or forbidden storage: dismissed for as long as the page lives.
  }
};

export const isDismissedKey = (account: string, key: string | null): boolean =>
  key === null || key === keyOf(account);
