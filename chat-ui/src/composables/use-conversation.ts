import { computed, onScopeDispose, ref, shallowRef, watch } from "vue";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import { excerpt } from "../../../src/protocol/names.ts";
import type { RoomSummary } from "../../../src/protocol/rooms.ts";
import type { Sender } from "../../../src/protocol/users.ts";
import { copyText } from "../../../ui/logic/copy-text.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { errorText } from "../logic/errors.ts";
import { namesAsContent, type ShownFile } from "../logic/files.ts";
import type { Place } from "../logic/kept-place.ts";
import { limitEnd, pendingMessages } from "../logic/outbox.ts";
import { permalink } from "../logic/permalink.ts";
import { buildRows, type ShownMessage } from "../logic/rows.ts";
import { messageAt, recentSpeakers } from "../logic/timeline.ts";
import { useChat } from "../stores/chat-port.ts";
import { useDrafts } from "../stores/drafts.ts";
import { useGaps } from "../stores/gaps.ts";
import { useOutbox } from "../stores/outbox.ts";
import { usePresence } from "../stores/presence.ts";
import { useRooms } from "../stores/rooms.ts";
import { useStagedFiles } from "../stores/staged-files.ts";
import { useTimelines } from "../stores/timelines.ts";
import type { ConversationActions } from "./conversation-actions.ts";
import { useJumps, type View } from "./use-jumps.ts";
import { useUnreadFrom } from "./use-unread-from.ts";
import { useUnreadLine } from "./use-unread-line.ts";

/** Nobody reads more names of those who reacted. */
const REACTORS_READ = 30;

/** Everything that one open room shows and does. */
export const useConversation = (
  room: () => RoomSummary,
  me: () => Sender,
  view: View,
  /** The message that the address names. */
  target: () => number | undefined,
  /** Where one read before the page, or the room, was loaded anew. */
  place: () => Place | undefined,
) => {
  const chat = useChat();
  const timelines = useTimelines();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const staged = useStagedFiles();
  const gaps = useGaps();
  const notices = useNotices();
  const presence = usePresence();
  const rooms = useRooms();
  const id = room().id;

  const { unreadAfter, unreadAtOpen, drawLine } = useUnreadLine(room);
  const removing = shallowRef<ShownMessage>();
  const picture = shallowRef<ShownFile>();
  const reporting = shallowRef<ShownMessage>();
  const choosingDate = ref(false);

  const timeline = computed(() => timelines.get(id));
  const state = computed(() => timelines.stateOf(id));
  const { markUnread, canMarkUnread } = useUnreadFrom(
    id,
    () => timeline.value,
    () => me().id,
  );
  const draft = computed(() => drafts.get(id));
  const pending = computed(() =>
    pendingMessages(outbox.items(id), id, me(), (seq) => {
      const message = messageAt(timeline.value, seq);
      return (
        message && {
          seq,
          sender: message.sender,
          excerpt: excerpt(message.content ?? "", LIMITS.excerpt),
        }
      );
    }),
  );
  const rows = computed(() =>
    buildRows({
      lines: timeline.value.lines,
      pending: pending.value,
      gap: timeline.value.hasAfter ? undefined : gaps.get(id),
      more: timeline.value.hasAfter,
      hasBefore: timeline.value.hasBefore,
      unreadAfter: unreadAfter.value,
      me: me().id,
    }),
  );

  const speakers = computed(() => recentSpeakers(timeline.value, me().id));
  /** Until when the server takes no message; 0 while it does. What waits for that is in the outbox. */
  const editLimit = ref(0);
  const limitedUntil = computed(() => Math.max(editLimit.value, limitEnd(outbox.items(id))));

  /** Runs what the server may refuse, and says why where everybody looks. */
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      notices.say(errorText(error), "error");
      return false;
    }
  };

  const jumps = useJumps({
    roomId: id,
    timeline,
    view,
    unreadAfter: () => unreadAfter.value,
    attempt,
  });
  const open = async (): Promise<void> => {
    const seq = target();
    const at = place();
    if (at) await timelines.openAt(id, at.seq);
    else if (seq !== undefined) await jumps.to(seq);
    else await timelines.open(id, room().unread, room().read.seq);
  };
  watch(target, (seq) => seq !== undefined && void jumps.to(seq));
  const watchEnd = (atEnd: boolean): void => timelines.watchEnd(id, atEnd);

  const stopTyping = (): void => chat.typing(id, false);
  const write = (text: string): void => {
    drafts.setText(id, text);
    if (!draft.value.editing) chat.typing(id, text !== "");
  };
  const cancel = (): void => drafts.cancel(id);
  const saveEdit = async (seq: number, text: string): Promise<void> => {
    if (messageAt(timeline.value, seq)?.content === text) return cancel();
    const sent = draft.value;
    try {
      await chat.edit(id, seq, text);
      drafts.endEdit(id, sent);
    } catch (error) {
      if (error instanceof ProtocolError && error.code === "rate_limited") {
        editLimit.value = Date.now() + (error.retryAfterMs ?? 1_000);
      } else notices.say(errorText(error), "error");
    }
  };
  const submit = async (text: string): Promise<void> => {
    const { editing, replyTo } = draft.value;
    stopTyping();
    if (editing) return saveEdit(editing.seq, text);
    const files = staged.take(id);
    // A message is never blank: files alone are sent under their names.
    const content = text === "" ? namesAsContent(files) : text;
    if (content === "") return;
    chat.send(id, content, {
      ...(replyTo && { replyTo: replyTo.seq }),
      ...(files.length > 0 && { files }),
    });
    drafts.clear(id);
    if (timeline.value.hasAfter) presentOwed = !(await jumps.toPresent());
  };
  /** Something was sent from a window of the past, and there was no connection to come to the present by. */
  let presentOwed = false;
  onScopeDispose(
    chat.on("rooms", () => {
      // Else what is taken by the server would be gone from the screen.
      if (presentOwed && timeline.value.hasAfter) void jumps.toPresent();
      presentOwed = false;
      if (state.value === "failed") void open();
    }),
  );

  const copy = async (text: string, done: "message.copied" | "message.linkCopied") => {
    const copied = await copyText(text);
    notices.say(t(copied ? done : "message.copyImpossible"), copied ? "info" : "error");
  };
  const own = (message: ShownMessage): boolean => message.sender.id === me().id;
  const live = (message: ShownMessage): boolean => message.seq !== undefined && !message.deleted;
  const actions: ConversationActions = {
    reply: ({ seq, sender, content }) => {
      if (seq === undefined) return;
      drafts.reply(id, { seq, sender, ...(content !== undefined && { content }) });
    },
    edit: ({ seq, content }) => {
      if (seq !== undefined) drafts.edit(id, seq, content ?? "");
    },
    remove: (message) => {
      removing.value = message;
    },
    react: ({ seq }, emoji, on) => {
      if (seq !== undefined) void attempt(() => chat.react(id, seq, emoji, on));
    },
    // Of one that was deleted there is nothing.
    copy: ({ content }) => void (content && copy(content, "message.copied")),
    copyLink: ({ seq }) => {
      if (seq !== undefined) void copy(permalink(location.origin, id, seq), "message.linkCopied");
    },
    report: (message) => {
      reporting.value = message;
    },
    markUnread: (message) => void markUnread(message),
    reactors: async ({ seq }, emoji) => {
      if (seq === undefined) return [];
      const query = { seq, emoji, limit: REACTORS_READ };
      return (await chat.rest.call("reactors", { params: { room_id: id }, query })).users;
    },
    chooseDate: () => {
      choosingDate.value = true;
    },
    jumpTo: (seq) => void jumps.to(seq),
    retry: outbox.retry,
    discard: outbox.discard,
    showPicture: (file) => {
      picture.value = file;
    },
    canEdit: (message) => own(message) && live(message),
    canReport: (message) => !own(message) && live(message),
    canRemove: (message) =>
      live(message) &&
      (own(message) || room().my_role === "owner" || room().my_role === "moderator"),
    canMarkUnread,
    canPost: () => true,
  };
  // What was erased is neither shown as what is answered or edited, nor can it be.
  watch(
    () => {
      const { editing, replyTo } = draft.value;
      const about = editing?.seq ?? replyTo?.seq;
      return about !== undefined && messageAt(timeline.value, about)?.deleted === true;
    },
    (erased) => {
      if (!erased) return;
      const isEdit = draft.value.editing !== undefined;
      if (isEdit) drafts.keepEdit(id);
      else cancel();
      notices.say(t(isEdit ? "conversation.editedDeleted" : "conversation.answeredDeleted"));
    },
    { immediate: true },
  );
  const editLast = (): void => {
    const last = timeline.value.lines.findLast(
      (line) => line.kind === "message" && own(line.message) && !line.message.deleted,
    );
    if (last?.kind === "message") actions.edit(last.message);
  };
  const confirmRemove = async (): Promise<void> => {
    const seq = removing.value?.seq;
    removing.value = undefined;
    if (seq !== undefined) await attempt(() => chat.delete(id, seq));
  };

  /**
   * One step back: what is being edited or answered, then the jump, then to all read and the latest. True when the
   * view is now in the present.
   */
  const stepBack = async (): Promise<boolean> => {
    if (draft.value.editing || draft.value.replyTo) {
      cancel();
      return false;
    }
    if (jumps.away.value) return jumps.comeBack();
    if (!(await jumps.toPresent())) return false;
    rooms.markAllRead(id);
    return true;
  };

  void open();
  void presence.enter(id);
  outbox.readAll();
  onScopeDispose(() => {
    stopTyping();
    timelines.watchEnd(id, true);
  });

  return {
    draft,
    speakers,
    limitedUntil,
    rows,
    timeline,
    state,
    unreadAtOpen,
    drawLine,
    removing,
    picture,
    reporting,
    choosingDate,
    actions,
    open,
    jumps,
    watchEnd,
    stepBack,
    write,
    cancel,
    submit,
    stopTyping,
    editLast,
    confirmRemove,
    loadOlder: () => void timelines.loadOlder(id),
    loadNewer: () => void timelines.loadNewer(id),
  };
};
