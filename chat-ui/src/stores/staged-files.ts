import { defineStore } from "pinia";
import { computed, shallowReactive } from "vue";
import type { OutboxFile } from "../../../src/client/outbox/outbox-item.ts";
import { systemRandom } from "../../../src/client/system.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { type FileProblem, plainFileName, problemOf, roomLeft } from "../logic/files.ts";
import { measurePicture } from "../logic/measure-picture.ts";
import type { KeptFile } from "../logic/unsent.ts";
import { useChat } from "./chat-port.ts";

/**
 * A file that was chosen for a message that is being written. waiting: uploaded in its turn, or with the message
 * when there is no connection · refused: for good, and not part of the message.
 */
export interface StagedFile {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly mime: string;
  readonly width?: number;
  readonly height?: number;
  /** Its bytes, or the file itself while they are read; absent when it is refused before. */
  readonly blob?: Blob;
  /** Of a picture: what shows it here. */
  readonly preview?: string;
  readonly state: "waiting" | "uploading" | "uploaded" | "failed" | "refused";
  readonly problem?: FileProblem;
  /** What the server said. */
  readonly failure?: unknown;
  /** The server's, once it is there. */
  readonly id?: string;
}

const NONE: readonly StagedFile[] = [];
/** What the server says of a file that it will never take. */
const FOR_GOOD: ReadonlySet<string> = new Set(["bad_request", "too_large", "forbidden"]);

/** The files of messages that are being written, by room. They are uploaded while one still writes. */
export const useStagedFiles = defineStore("staged-files", () => {
  const chat = useChat();
  const byRoom = shallowReactive(new Map<string, readonly StagedFile[]>());

  const get = (roomId: string): readonly StagedFile[] => byRoom.get(roomId) ?? NONE;
  const change = (roomId: string, key: string, next: Partial<StagedFile>): void => {
    if (!get(roomId).some((file) => file.key === key)) return;
    byRoom.set(
      roomId,
      get(roomId).map((file) => (file.key === key ? { ...file, ...next } : file)),
    );
  };

  const upload = async (roomId: string, { key, name, blob }: StagedFile): Promise<void> => {
    if (!blob) return;
    change(roomId, key, { state: "uploading", failure: undefined });
    try {
      const attachment = await chat.uploads.upload({ key, name, blob });
      // The server's name and size are what everybody will see.
      const { id, width, height } = attachment;
      change(roomId, key, {
        state: "uploaded",
        id,
        name: attachment.name,
        mime: attachment.mime,
        ...(width !== undefined && { width }),
        ...(height !== undefined && { height }),
      });
    } catch (error) {
      const refused = error instanceof ProtocolError && FOR_GOOD.has(error.code);
      change(roomId, key, { state: refused ? "refused" : "failed", failure: error });
    }
  };
  // What only the connection kept from being uploaded goes on by itself.
  chat.on("state", ({ status }) => {
    if (status !== "online") return;
    for (const [roomId, files] of byRoom) {
      for (const file of files) {
        const cut = file.failure instanceof ProtocolError && file.failure.code === "unavailable";
        if (file.state === "failed" && cut) void upload(roomId, file);
      }
    }
  });

  const read = async (roomId: string, staged: StagedFile, file: File): Promise<void> => {
    try {
      // Read now: the file on the disk may be gone, or another, by the time it is sent. A folder can't be read.
      const blob = new Blob([await file.arrayBuffer()], { type: file.type });
      const size = await measurePicture(blob);
      const preview = size && URL.createObjectURL(blob);
      const known = { ...staged, blob, ...size, ...(preview !== undefined && { preview }) };
      change(roomId, staged.key, known);
      if (get(roomId).some(({ key }) => key === staged.key)) await upload(roomId, known);
      else if (preview !== undefined) URL.revokeObjectURL(preview);
    } catch {
      change(roomId, staged.key, { state: "refused", problem: "unreadable" });
    }
  };
  const placesLeft = (roomId: string): number =>
    roomLeft(get(roomId).filter(({ state }) => state !== "refused").length);
  /** Stages as many as a message takes; answers how many were left out. */
  const add = (roomId: string, files: readonly File[]): number => {
    const taken = files.slice(0, placesLeft(roomId));
    for (const file of taken) {
      const problem = problemOf(file.size);
      const staged: StagedFile = {
        key: systemRandom.uuid(),
        name: plainFileName(file.name),
        size: file.size,
        mime: file.type,
        state: problem ? "refused" : "waiting",
        // It goes along if it is sent before it was read. What has no type may be a folder, which must be read first.
        ...(problem ? { problem } : file.type !== "" && { blob: file }),
      };
      byRoom.set(roomId, [...get(roomId), staged]);
      if (!problem) void read(roomId, staged, file);
    }
    return files.length - taken.length;
  };

  const forget = (roomId: string, gone: (file: StagedFile) => boolean): void => {
    for (const file of get(roomId).filter(gone)) {
      if (file.preview !== undefined) URL.revokeObjectURL(file.preview);
    }
    const left = get(roomId).filter((file) => !gone(file));
    if (left.length === 0) byRoom.delete(roomId);
    else byRoom.set(roomId, left);
  };
  const remove = (roomId: string, key: string): void => {
    chat.uploads.cancel(key);
    forget(roomId, (file) => file.key === key);
  };
  const retry = (roomId: string, key: string): void => {
    const file = get(roomId).find((known) => known.key === key);
    // In the meantime others may have taken its place.
    if (file && (file.state !== "refused" || placesLeft(roomId) > 0)) void upload(roomId, file);
  };
  /** For the message that is sent now; what was refused stays, and says why. */
  const take = (roomId: string): OutboxFile[] => {
    const files = get(roomId).flatMap((file): OutboxFile[] => {
      const { key, name, size, mime, width, height, blob, id } = file;
      if (!blob || file.state === "refused") return [];
      return [
        {
          key,
          name,
          size,
          mime,
          blob,
          ...(width !== undefined && { width }),
          ...(height !== undefined && { height }),
          ...(id !== undefined && { id }),
        },
      ];
    });
    const taken = new Set(files.map(({ key }) => key));
    forget(roomId, ({ key }) => taken.has(key));
    return files;
  };

  const any = computed(() => byRoom.size > 0);
  /** Those whose bytes are here. */
  const kept = (roomId: string): KeptFile[] =>
    get(roomId).flatMap(({ key, name, blob }) => (blob ? [{ key, name, blob }] : []));
  /** Ids of those with files. */
  const rooms = computed(() => [...byRoom.keys()]);

  return { any, rooms, most: LIMITS.attachmentsPerMessage, get, kept, add, remove, retry, take };
});
