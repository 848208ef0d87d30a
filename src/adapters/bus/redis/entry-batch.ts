import type { PublishedEntry } from "../../../ports/bus.ts";

/** Never the beginning of JSON, which is what signals are. */
const MARK = "E ";
const NUMBERS = /^(\d{1,16}) (\d{1,16})(?: (\d{1,16}))?$/;

/**
 * `E <origin>`, then for each entry a line `seq n [rewrites]` and its JSON on a line of its own, which holds no
 * line break: entries go into frames as they came, and are not encoded twice.
 */
export const encodeBatch = (origin: string, entries: readonly PublishedEntry[]): string => {
  let text = MARK + origin;
  for (const { seq, n, json, rewrites } of entries) {
    text += `\n${seq} ${n}${rewrites === undefined ? "" : ` ${rewrites}`}\n${json}`;
  }
  return text;
};

export const isBatch = (payload: string): boolean => payload.startsWith(MARK);

/** Without reading on: a server skips its own. */
export const isBatchOf = (payload: string, origin: string): boolean => {
  const end = MARK.length + origin.length;
  return payload.startsWith(origin, MARK.length) && payload.charAt(end) === "\n";
};

/** Undefined for what is not the entries of that room, whole: one wrong line would break every client's frame. */
export const decodeBatch = (payload: string, roomId: string): PublishedEntry[] | undefined => {
  const lines = payload.split("\n");
  if (lines.length < 3 || lines.length % 2 === 0) return undefined;
  const entries: PublishedEntry[] = [];
  for (let i = 1; i < lines.length; i += 2) {
    const entry = decodeEntry(lines[i] ?? "", lines[i + 1] ?? "", roomId);
    if (entry === undefined) return undefined;
    entries.push(entry);
  }
  return entries;
};

const decodeEntry = (numbers: string, json: string, roomId: string): PublishedEntry | undefined => {
  const [, seqText, nText, rewritesText] = NUMBERS.exec(numbers) ?? [];
  const seq = Number(seqText);
  const n = Number(nText);
  if (!Number.isSafeInteger(seq) || !Number.isSafeInteger(n) || seq < 1 || n > seq)
    return undefined;
  if (!isEntry(json, roomId, seq, n)) return undefined;
  if (rewritesText === undefined) return { seq, n, json };
  const rewrites = Number(rewritesText);
  return rewrites < seq ? { seq, n, json, rewrites } : undefined;
};

/** Its own server validated the entry; here it is only to be one, of that room and place. */
const isEntry = (json: string, roomId: string, seq: number, n: number): boolean => {
  try {
    const entry: unknown = JSON.parse(json);
    if (typeof entry !== "object" || entry === null) return false;
    const said = entry as Readonly<Record<string, unknown>>;
    return (
      json.startsWith('{"event":"') &&
      said["room_id"] === roomId &&
      said["seq"] === seq &&
      said["n"] === n
    );
  } catch {
    return false;
  }
};
