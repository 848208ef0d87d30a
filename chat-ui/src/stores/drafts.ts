import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { computed, shallowReactive, watch } from "vue";
import type { Message } from "../../../src/protocol/entries.ts";
import {
  type DraftContext,
  parseContext,
  readContexts,
  readDrafts,
  removeAllDrafts,
  roomOfContextKey,
  roomOfDraftKey,
  writeContext,
  writeDraft,
} from "../logic/stored-drafts.ts";
import { useSession } from "./session.ts";

export interface Draft {
  readonly text: string;
  readonly replyTo?: Pick<Message, "seq" | "sender" | "content">;
  /** Editing keeps apart what was being written before it began. */
  readonly editing?: { readonly seq: number; readonly before: string };
}

const EMPTY: Draft = { text: "" };
const SAVE_AFTER_MS = 500;

/** The text of a message to come: while another is edited, what was written before. */
const lasting = (draft: Draft): string => draft.editing?.before ?? draft.text;

const hasContext = ({ editing, replyTo }: Draft): boolean =>
  editing !== undefined || replyTo !== undefined;

/** What is being written, by room, outlives a reload; the text of a message to come is the same in all tabs. */
export const useDrafts = defineStore("drafts", () => {
  const session = useSession();
  const byRoom = shallowReactive(new Map<string, Draft>());
  /** Rooms whose draft is newer here than what is stored. */
  const unsaved = new Set<string>();
  /** Rooms where this tab began, changed or left an edit or a reply since. */
  const unsavedContexts = new Set<string>();
  let saving: ReturnType<typeof setTimeout> | undefined;

  const get = (roomId: string): Draft => byRoom.get(roomId) ?? EMPTY;
  const save = (): void => {
    clearTimeout(saving);
    saving = undefined;
    const account = session.user?.id;
    // After signing out, here or in another tab, nothing is kept any more.
    if (account === undefined || session.status === "leaving" || session.status === "signing-out")
      return;
    try {
      for (const roomId of unsaved) writeDraft(localStorage, account, roomId, lasting(get(roomId)));
      for (const roomId of unsavedContexts) {
        const { text, editing, replyTo } = get(roomId);
        writeContext(localStorage, account, roomId, {
          ...(editing && { editing: { seq: editing.seq, text } }),
          ...(replyTo && { replyTo }),
        });
      }
    } catch {
      // Full or forbidden storage: drafts then live as long as the page.
    }
    unsaved.clear();
    unsavedContexts.clear();
  };
  const load = (account: string | undefined): void => {
    byRoom.clear();
    unsaved.clear();
    unsavedContexts.clear();
    if (account === undefined) return;
    try {
      for (const [roomId, text] of readDrafts(localStorage, account)) byRoom.set(roomId, { text });
      for (const [roomId, { editing, replyTo }] of readContexts(localStorage, account)) {
        const { text } = get(roomId);
        if (editing) {
          const { seq } = editing;
          byRoom.set(roomId, { text: editing.text, editing: { seq, before: text } });
        } else if (replyTo) byRoom.set(roomId, { text, replyTo });
      }
    } catch {
      // What can't be read is no draft.
    }
  };
  watch(() => session.user?.id, load, { immediate: true });

  /** An edit or a reply that another tab has open too goes on as it does there, and ends when it is sent there. */
  const followContext = (
    roomId: string | undefined,
    before?: DraftContext,
    after?: DraftContext,
  ): void => {
    if (roomId === undefined || unsavedContexts.has(roomId)) return;
    const mine = get(roomId);
    const isMine = (other: DraftContext | undefined): boolean =>
      hasContext(mine) &&
      other?.editing?.seq === mine.editing?.seq &&
      other?.replyTo?.seq === mine.replyTo?.seq;
    if (isMine(after)) {
      if (after?.editing) byRoom.set(roomId, { ...mine, text: after.editing.text });
    } else if (after === undefined && isMine(before)) byRoom.set(roomId, { text: lasting(mine) });
  };
  // What another tab wrote or sent; what is being typed here is newer than that.
  useEventListener(window, "storage", ({ key, newValue, oldValue }) => {
    if (key === null) return load(session.user?.id);
    const account = session.user?.id ?? "";
    followContext(roomOfContextKey(account, key), parseContext(oldValue), parseContext(newValue));
    const roomId = roomOfDraftKey(account, key);
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
    const last = get(roomId);
    if (hasContext(last) || hasContext(draft)) unsavedContexts.add(roomId);
    // Who edits here does not hold back what another tab writes.
    if (lasting(last) !== lasting(draft)) unsaved.add(roomId);
    byRoom.set(roomId, draft);
    saving ??= setTimeout(save, SAVE_AFTER_MS);
  };
  const setText = (roomId: string, text: string): void => set(roomId, { ...get(roomId), text });
  const reply = (roomId: string, message: Draft["replyTo"]): void =>
    set(roomId, { text: lasting(get(roomId)), ...(message && { replyTo: message }) });
  /** One that is being edited already is left as it is. */
  const edit = (roomId: string, seq: number, content: string): void => {
    const draft = get(roomId);
    if (draft.editing?.seq === seq) return;
    set(roomId, { text: content, editing: { seq, before: lasting(draft) } });
  };
  /** Leaves editing or replying; the text that was there before an edit comes back. */
  const cancel = (roomId: string): void => set(roomId, { text: lasting(get(roomId)) });
  /** There is nothing to be edited any more: what was written is a text like any other, behind the one before. */
  const keepEdit = (roomId: string): void => {
    const { text, editing } = get(roomId);
    const texts = [editing?.before ?? "", text].filter((written) => written.trim() !== "");
    set(roomId, { text: texts.join("\n") });
  };
  /** After the server took an edit; what was typed or begun while it was on its way stays. */
  const endEdit = (roomId: string, sent: Draft): void => {
    const { editing, text } = get(roomId);
    if (editing?.seq === sent.editing?.seq && text === sent.text) cancel(roomId);
  };
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
    unsavedContexts.clear();
    try {
      removeAllDrafts(localStorage);
    } catch {
      // Nothing was kept where storage is forbidden.
    }
  };

  /** Ids of those in which something is being written. */
  const rooms = computed(() =>
    [...byRoom].flatMap(([id, { text, editing }]) => (editing || text.trim() ? id : [])),
  );

  return { rooms, get, setText, reply, edit, cancel, keepEdit, endEdit, clear, forgetAll };
});
