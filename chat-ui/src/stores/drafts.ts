import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { computed, shallowReactive, watch } from "vue";
import type { Message } from "../../../src/protocol/entries.ts";
import { readDrafts, removeAllDrafts, roomOfDraftKey, writeDraft } from "../logic/stored-drafts.ts";
import { useSession } from "./session.ts";

export interface Draft {
  readonly text: string;
  readonly replyTo?: Pick<Message, "seq" | "sender" | "content">;
  /** Editing keeps apart what was being written before it began. */
  readonly editing?: { readonly seq: number; readonly before: string };
}

const EMPTY: Draft = { text: "" };
const SAVE_AFTER_MS = 500;

/** What outlives a reload: while a message is edited, what was written before. */
const lasting = (draft: Draft): string => draft.editing?.before ?? draft.text;

/** What is being written, by room; the text outlives a reload, and is the same in all tabs. */
export const useDrafts = defineStore("drafts", () => {
  const session = useSession();
  const byRoom = shallowReactive(new Map<string, Draft>());
  /** Rooms whose draft is newer here than what is stored. */
  const unsaved = new Set<string>();
  let saving: ReturnType<typeof setTimeout> | undefined;

  const get = (roomId: string): Draft => byRoom.get(roomId) ?? EMPTY;
  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    const account = session.user?.id;
    // After signing out, here or in another tab, nothing is kept any more.
    if (account === undefined || session.status === "leaving") return;
    try {
      for (const roomId of unsaved) writeDraft(localStorage, account, roomId, lasting(get(roomId)));
    } catch {
      // Full or forbidden storage: drafts then live as long as the page.
    }
    unsaved.clear();
  };
  const load = (account: string | undefined): void => {
    byRoom.clear();
    unsaved.clear();
    if (account === undefined) return;
    try {
      for (const [roomId, text] of readDrafts(localStorage, account)) byRoom.set(roomId, { text });
    } catch {
      // What can't be read is no draft.
    }
  };
  watch(() => session.user?.id, load, { immediate: true });

  // What another tab wrote or sent; what is being typed here is newer than that.
  useEventListener(window, "storage", ({ key, newValue }) => {
    if (key === null) return load(session.user?.id);
    const roomId = roomOfDraftKey(session.user?.id ?? "", key);
    if (roomId === undefined || unsaved.has(roomId)) return;
    const text = newValue ?? "";
    const { editing, ...draft } = get(roomId);
    byRoom.set(
      roomId,
      editing ? { ...get(roomId), editing: { ...editing, before: text } } : { ...draft, text },
    );
  });
  useEventListener(window, "pagehide", save);

  const set = (roomId: string, draft: Draft): void => {
    byRoom.set(roomId, draft);
    unsaved.add(roomId);
    saving ??= setTimeout(save, SAVE_AFTER_MS);
  };
  const setText = (roomId: string, text: string): void => set(roomId, { ...get(roomId), text });
  const reply = (roomId: string, message: Draft["replyTo"]): void =>
    set(roomId, { text: lasting(get(roomId)), ...(message && { replyTo: message }) });
  const edit = (roomId: string, seq: number, content: string): void =>
    set(roomId, { text: content, editing: { seq, before: lasting(get(roomId)) } });
  /** Leaves editing or replying; the text that was there before an edit comes back. */
  const cancel = (roomId: string): void => set(roomId, { text: lasting(get(roomId)) });
  /** After sending: saved at once, so that no reload and no other tab brings the text back. */
  const clear = (roomId: string): void => {
    set(roomId, { text: get(roomId).editing?.before ?? "" });
    save();
  };
  const forgetAll = (): void => {
    clearTimeout(saving);
    saving = undefined;
    byRoom.clear();
    unsaved.clear();
    try {
      removeAllDrafts(localStorage);
    } catch {
      // Nothing was kept where storage is forbidden.
    }
  };

  /** Whether anything is being written in any room. */
  const any = computed(() =>
    [...byRoom.values()].some(({ text, editing }) => editing !== undefined || text.trim() !== ""),
  );

  return { any, get, setText, reply, edit, cancel, clear, forgetAll };
});
