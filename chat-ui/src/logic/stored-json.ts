/** What a storage holds as JSON; undefined where there is nothing, or nothing that can be read. */
export const parseStored = (stored: string | null): unknown => {
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
