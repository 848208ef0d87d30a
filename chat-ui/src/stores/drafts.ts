import { defineStore } from "pinia";
import { shallowReactive, watch } from "vue";
import type { Message } from "../../../src/protocol/entries.ts";
import { useSession } from "./session.ts";

export interface Draft {
  readonly text: string;
  readonly replyTo?: Pick<Message, "seq" | "sender" | "content">;
  /** Editing keeps apart what was being written before it began. */
  readonly editing?: { readonly seq: number; readonly before: string };
}

const EMPTY: Draft = { text: "" };
const SAVE_AFTER_MS = 500;
const PREFIX = "crosstalk.drafts.";

/** What is being written, by room; the text outlives a reload. */
export const useDrafts = defineStore("drafts", () => {
  const session = useSession();
  const byRoom = shallowReactive(new Map<string, Draft>());
  let saving: ReturnType<typeof setTimeout> | undefined;

  const key = (): string => PREFIX + (session.user?.id ?? "");
  const texts = (): [string, string][] =>
    [...byRoom]
      .map(([id, draft]): [string, string] => [id, draft.editing?.before ?? draft.text])
      .filter(([, text]) => text !== "");
  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    try {
      const now = texts();
      if (now.length === 0) localStorage.removeItem(key());
      else localStorage.setItem(key(), JSON.stringify(now));
    } catch {
      // Full or forbidden storage: drafts then live as long as the page.
    }
  };
  const load = (): void => {
    byRoom.clear();
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(key()) ?? "[]");
      if (!Array.isArray(stored)) return;
      for (const [id, text] of stored) {
        if (typeof id === "string" && typeof text === "string") byRoom.set(id, { text });
      }
    } catch {
      // What can't be read is no draft.
    }
  };
  watch(() => session.user?.id, load, { immediate: true });

  const get = (roomId: string): Draft => byRoom.get(roomId) ?? EMPTY;
  const set = (roomId: string, draft: Draft): void => {
    byRoom.set(roomId, draft);
    saving ??= setTimeout(save, SAVE_AFTER_MS);
  };
  const setText = (roomId: string, text: string): void => set(roomId, { ...get(roomId), text });
  const reply = (roomId: string, message: Draft["replyTo"]): void => {
    const { editing, text } = get(roomId);
    set(roomId, { text: editing?.before ?? text, ...(message && { replyTo: message }) });
  };
  const edit = (roomId: string, seq: number, content: string): void => {
    const { editing, text } = get(roomId);
    set(roomId, { text: content, editing: { seq, before: editing?.before ?? text } });
  };
  /** Leaves editing or replying; the text that was there before an edit comes back. */
  const cancel = (roomId: string): void => {
    const { editing, text } = get(roomId);
    set(roomId, { text: editing?.before ?? text });
  };
  /** After sending: saved at once, so that no reload brings the text back. */
  const clear = (roomId: string): void => {
    byRoom.set(roomId, { text: get(roomId).editing?.before ?? "" });
    save();
  };
  const forgetAll = (): void => {
    clearTimeout(saving);
    byRoom.clear();
    save();
  };

  return { get, setText, reply, edit, cancel, clear, forgetAll };
});
