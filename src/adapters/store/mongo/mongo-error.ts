import { MongoBulkWriteError, MongoError, MongoServerError } from "mongodb";
import { StoreUnavailable } from "../../../ports/store/store.ts";

/** https://www.mongodb.com/docs/manual/reference/error-codes/ */
export const MONGO = {
  badValue: 2,
  failedToParse: 9,
  unauthorized: 13,
  typeMismatch: 14,
  authenticationFailed: 18,
  namespaceExists: 48,
  indexOptionsConflict: 85,
  indexKeySpecsConflict: 86,
  immutableField: 66,
  commandNotFound: 59,
  conflictingUpdateOperators: 40,
  documentValidation: 121,
  duplicateKey: 11_000,
} as const;

/** What only a mistake in this program brings about. All else may be over when it is tried again. */
const MISTAKES: ReadonlySet<unknown> = new Set([
  MONGO.badValue,
  MONGO.failedToParse,
  MONGO.typeMismatch,
  MONGO.immutableField,
  MONGO.commandNotFound,
  MONGO.conflictingUpdateOperators,
  MONGO.duplicateKey,
]);

export const isDuplicateKey = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError && error.code === MONGO.duplicateKey;

/** Where an ordered batch stopped at a duplicate key; undefined for any other failure. */
export const duplicateAt = (error: unknown): number | undefined => {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) {
    return undefined;
  }
  const [first] = error.result.getWriteErrors();
  return first?.code === MONGO.duplicateKey ? first.index : undefined;
};

/** What callers of the port may see: what can't be done now is StoreUnavailable, the rest a bug. */
export const toStoreError = (error: unknown): unknown => {
  if (!(error instanceof MongoError) || error instanceof StoreUnavailable) return error;
  if (error instanceof MongoServerError && MISTAKES.has(error.code)) return error;
  return new StoreUnavailable(`MongoDB: ${error.message}`, { cause: error });
};
