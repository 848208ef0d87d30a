import type { OutboxFile, StoredSend } from "./outbox-item.ts";
import type { OutboxUploads } from "./outbox-options.ts";

const mapFiles = (send: StoredSend, change: (file: OutboxFile) => OutboxFile): StoredSend =>
  send.files === undefined ? send : { ...send, files: send.files.map(change) };

/** As it was before anything of it was uploaded. */
export const withoutUploads = (send: StoredSend): StoredSend =>
  mapFiles(send, ({ id: _, ...file }) => file);

/**
 * Uploads what is not there yet of the send that `target` holds, which is exchanged for one that knows the new
 * ids and kept, even when one of the uploads fails: then rejects with why.
 */
export const uploadFiles = async (
  target: { send: StoredSend },
  uploads: OutboxUploads,
  keep: () => Promise<void>,
): Promise<void> => {
  const waiting = (target.send.files ?? []).filter(({ id }) => id === undefined);
  if (waiting.length === 0) return;
  const results = await Promise.allSettled(
    waiting.map(async (file) => {
      const { id } = await uploads.upload(file);
      target.send = mapFiles(target.send, (known) =>
        known.key === file.key ? { ...known, id } : known,
      );
    }),
  );
  await keep();
  for (const result of results) if (result.status === "rejected") throw result.reason;
};
