import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { messageAt } from "../logic/timeline.ts";
import { useChat } from "./chat-port.ts";
import { useTimelines } from "./timelines.ts";

/** A file's bytes where the page can show them. */
export type LoadedFile =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly url: string; readonly blob: Blob }
  | { readonly state: "failed"; readonly error: unknown };

/** What is kept of files that nothing shows any more, the last ones used. */
const KEPT_BYTES = 48 * 1024 * 1024;
const KEPT_FILES = 200;

/**
 * Files that were fetched, with the token, and are shown from blob: URLs. Whoever shows one holds it; what nobody
 * holds stays while there is room, so that scrolling back is instant.
 */
export const useLoadedFiles = defineStore("loaded-files", () => {
  const chat = useChat();
  const timelines = useTimelines();
  const files = shallowReactive(new Map<string, LoadedFile>());
  const holds = new Map<string, number>();
  const loading = new Map<string, AbortController>();

  const drop = (id: string): void => {
    const file = files.get(id);
    if (file?.state === "ready") URL.revokeObjectURL(file.url);
    files.delete(id);
  };
  /** Maps keep the order of adding: what was used last is put last. */
  const keepFew = (): void => {
    let bytes = 0;
    let count = 0;
    for (const [id, file] of [...files].reverse()) {
      if (file.state !== "ready") continue;
      bytes += file.blob.size;
      count += 1;
      if ((bytes > KEPT_BYTES || count > KEPT_FILES) && !holds.has(id)) drop(id);
    }
  };
  /** One's own upload needs not be fetched. */
  const put = (id: string, blob: Blob): void => {
    drop(id);
    files.set(id, { state: "ready", url: URL.createObjectURL(blob), blob });
    keepFew();
  };
  const load = async (id: string): Promise<void> => {
    const abort = new AbortController();
    loading.set(id, abort);
    files.set(id, { state: "loading" });
    try {
      const blob = await chat.files.download(id, abort.signal);
      if (!abort.signal.aborted) put(id, blob);
    } catch (error) {
      if (!abort.signal.aborted) files.set(id, { state: "failed", error });
    } finally {
      if (loading.get(id) === abort) loading.delete(id);
    }
  };

  /** Shows it, fetching it unless it is here; to be released. */
  const hold = (id: string): void => {
    holds.set(id, (holds.get(id) ?? 0) + 1);
    const file = files.get(id);
    if (!file || file.state === "failed") {
      if (!loading.has(id)) void load(id);
      return;
    }
    files.delete(id);
    files.set(id, file);
  };
  const release = (id: string): void => {
    const left = (holds.get(id) ?? 1) - 1;
    if (left > 0) {
      holds.set(id, left);
      return;
    }
    holds.delete(id);
    const running = loading.get(id);
    if (running) {
      running.abort();
      loading.delete(id);
      files.delete(id);
    }
    keepFew();
  };
  const retry = (id: string): void => {
    if (files.get(id)?.state === "failed") void load(id);
  };

  chat.uploads.on("uploaded", ({ attachment, blob }) => put(attachment.id, blob));
  // Of a message that was deleted nothing stays; its timeline still has it at this moment.
  chat.on("delete", ({ room_id, target }) => {
    const message = messageAt(timelines.get(room_id), target);
    for (const { id } of message?.attachments ?? []) drop(id);
  });

  return {
    get: (id: string): LoadedFile | undefined => files.get(id),
    hold,
    release,
    retry,
  };
});
