import { StoreUnavailable } from "../../../ports/store/store.ts";

/** Primary result codes, https://sqlite.org/rescode.html */
export const SQLITE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/** SQLite's own English for them: Deno gives no code with the errors of `open` and `exec`. */
const BY_MESSAGE: readonly (readonly [string, number])[] = [
  ["database is locked", SQLITE.busy],
  ["database table is locked", SQLITE.locked],
  ["attempt to write a readonly database", SQLITE.readOnly],
  ["disk I/O error", SQLITE.ioError],
  ["database disk image is malformed", SQLITE.corrupt],
  ["database or disk is full", SQLITE.full],
  ["unable to open database file", SQLITE.cantOpen],
  ["file is not a database", SQLITE.notADatabase],
];

/** The primary result code of an error of node:sqlite; undefined for other errors. */
export const sqliteCode = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof StoreUnavailable) return sqliteCode(error.cause);
  if ("errcode" in error && typeof error.errcode === "number") return error.errcode & 0xff;
  return BY_MESSAGE.find(([text]) => error.message.includes(text))?.[1];
};

const AWAY: ReadonlySet<number> = new Set([
  SQLITE.busy,
  SQLITE.locked,
  SQLITE.readOnly,
  SQLITE.ioError,
  SQLITE.corrupt,
  SQLITE.full,
  SQLITE.cantOpen,
  SQLITE.notADatabase,
]);

/** What callers of the port may see: what can't be done now is StoreUnavailable, the rest a bug. */
export const toStoreError = (error: unknown): unknown => {
  if (error instanceof Error && "code" in error && error.code === "ERR_INVALID_STATE") {
    return new StoreUnavailable("The store is closed.", { cause: error });
  }
  const code = sqliteCode(error);
  if (code === undefined || !AWAY.has(code)) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`SQLite: ${detail}`, { cause: error });
};
