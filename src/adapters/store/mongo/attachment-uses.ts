import type { Collections, Connection, InSession } from "./connection.ts";
import type { EntryDocument, EntryId } from "./log-documents.ts";

type Carrying = Pick<EntryDocument, "attachments">;

export const filesOf = (documents: readonly Carrying[]): string[] => [
  ...new Set(documents.flatMap(({ attachments = [] }) => attachments.map(({ id }) => id))),
];

/** Messages carry them from now on: in the transaction that stores these. */
export const takeFiles = async (
  { attachments }: Collections,
  ids: readonly string[],
  scope: InSession,
): Promise<void> => {
  if (ids.length === 0) return;
  const taken = { $set: { state: "in_use" as const }, $inc: { changes: 1 } };
  await attachments.updateMany({ _id: { $in: [...ids] } }, taken, scope);
};

/** Messages carried them until now: in the transaction that erased or removed these, at its end. */
export const releaseFiles = async (
  { attachments, entries }: Collections,
  ids: readonly string[],
  scope: InSession,
): Promise<void> => {
  if (ids.length === 0) return;
  // Two transactions that each take one of the last two messages with a file meet here.
  await attachments.updateMany({ _id: { $in: [...ids] } }, { $inc: { changes: 1 } }, scope);
  const released: string[] = [];
  for (const id of ids) {
    const carrying = { ...scope, projection: { _id: 1 } };
    if ((await entries.findOne({ "attachments.id": id }, carrying)) === null) released.push(id);
  }
  if (released.length === 0) return;
  const abandoned = { $set: { state: "abandoned" as const } };
  await attachments.updateMany({ _id: { $in: released } }, abandoned, scope);
};

/** Entries that nobody appends to or reads any more, and with them what only they carried. */
export const removeEntries = async (
  connection: Connection,
  range: { readonly $gt: EntryId; readonly $lt?: EntryId; readonly $lte?: EntryId },
): Promise<void> => {
  const { collections } = connection;
  const { entries } = collections;
  const carrying = await connection.run((scope) =>
    entries
      .find(
        { _id: range, attachments: { $exists: true } },
        { ...scope, projection: { "attachments.id": 1 } },
      )
      .toArray(),
  );
  const files = filesOf(carrying);
  if (files.length === 0) {
    await connection.run((scope) => entries.deleteMany({ _id: range }, scope));
    return;
  }
  await connection.transaction(async (scope) => {
    await entries.deleteMany({ _id: range }, scope);
    await releaseFiles(collections, files, scope);
  });
};
