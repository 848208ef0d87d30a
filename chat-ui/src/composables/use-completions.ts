import { useEventListener } from "@vueuse/core";
import { computed, onScopeDispose, type Ref, readonly, ref, shallowRef, watch } from "vue";
import { shownName } from "../../../ui/logic/display-name.ts";
import { loadEmoji } from "../components/emoji/emoji-data.ts";
import {
  COMPLETIONS_SHOWN,
  type Completion,
  complete,
  completionAt,
  rankMentions,
  rankRooms,
  roomLink,
} from "../logic/completion.ts";
import { type EmojiRecord, searchEmoji } from "../logic/emoji.ts";
import { useMentionables } from "../stores/mentionables.ts";
import { useRooms } from "../stores/rooms.ts";
import { replaceText } from "./replace-text.ts";

export interface CompletionItem {
  readonly key: string;
  /** What is put into the text. */
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  /** Whose picture stands beside it. */
  readonly user?: { readonly id: string; readonly display_name: string };
}

/** Typed on within so long, a name is not asked for yet. */
const SEEK_AFTER_MS = 150;

interface Sources {
  readonly field: Readonly<Ref<HTMLTextAreaElement | null>>;
  readonly roomId: string;
  /** Ids of those who wrote, the latest first. */
  readonly speakers: () => readonly string[];
}

/** The list of people, emoji or rooms that is open while one of them is being named at the caret. */
export const useCompletions = ({ field, roomId, speakers }: Sources) => {
  const mentionables = useMentionables();
  const rooms = useRooms();
  const completion = shallowRef<Completion>();
  const emoji = shallowRef<readonly EmojiRecord[]>([]);
  const active = ref(0);
  /** Whether the last question has no answer yet: until then Enter waits for it. Answers to former ones say nothing. */
  let isAsking = false;
  let asked = 0;
  /** Where a list was closed with Escape: it stays so until another name begins. */
  let closedAt: number | undefined;
  /** The text as the writer left it. */
  let written: string | undefined;

  const items = computed((): CompletionItem[] => {
    const now = completion.value;
    if (!now) return [];
    if (now.kind === "emoji") {
      const query = now.query.replaceAll("_", " ");
      return searchEmoji(emoji.value, query, COMPLETIONS_SHOWN).map((record) => ({
        key: record.emoji,
        value: record.emoji,
        label: record.emoji,
        hint: record.shortcodes?.[0] ?? record.annotation,
      }));
    }
    if (now.kind === "room") {
      return rankRooms(rooms.list, now.query).map((room) => ({
        key: room.id,
        value: roomLink(location.origin, room),
        label: `#${room.name}`,
        hint: room.topic ?? "",
      }));
    }
    return rankMentions(mentionables.get(roomId), now.query, speakers()).map((person) => ({
      key: person.id,
      value: `@${person.username}`,
      label: shownName(person.display_name),
      hint: `@${person.username}`,
      user: person,
    }));
  });
  const open = computed(() => items.value.length > 0);

  const begin = (): number => {
    isAsking = true;
    asked += 1;
    return asked;
  };
  const ask = async (question: () => Promise<void>): Promise<void> => {
    const mine = begin();
    try {
      await question();
    } catch {
      // Who is known already is still offered, and the text stays as it is typed.
    }
    if (mine === asked) isAsking = false;
  };
  const load = (kind: Completion["kind"]): Promise<void> =>
    ask(async () => {
      if (kind === "mention") await mentionables.load(roomId);
      else if (kind === "emoji") emoji.value = await loadEmoji();
    });
  watch(
    () => completion.value?.kind,
    (kind) => kind && void load(kind),
  );
  // Meanwhile the list goes on as it was.
  watch(
    () => mentionables.changes,
    () => completion.value?.kind === "mention" && void mentionables.load(roomId),
  );
  let seeking: ReturnType<typeof setTimeout> | undefined;
  const seek = (query: string): Promise<void> => {
    clearTimeout(seeking);
    return ask(() => mentionables.seek(roomId, query));
  };
  const nameAsked = computed(() => {
    const now = completion.value;
    return now?.kind === "mention" && mentionables.isPartial(roomId) ? now.query : "";
  });
  watch(nameAsked, (query) => {
    clearTimeout(seeking);
    if (query === "") return;
    begin();
    seeking = setTimeout(() => void seek(query), SEEK_AFTER_MS);
  });
  onScopeDispose(() => clearTimeout(seeking));
  watch([() => completion.value?.start, () => completion.value?.query], () => {
    active.value = 0;
  });

  /** After the text or the caret moved. */
  const update = (): void => {
    const element = field.value;
    written = element?.value;
    const caret = element?.selectionStart;
    const single = element && caret !== undefined && caret === element.selectionEnd;
    const found = single ? completionAt(element.value, caret) : undefined;
    if (found?.start !== closedAt) closedAt = undefined;
    completion.value = found && found.start !== closedAt ? found : undefined;
  };
  // Keys move the caret, too. What the app itself puts there, such as a message to be edited, asks for nobody.
  useEventListener(document, "selectionchange", () => {
    const element = field.value;
    if (!element || document.activeElement !== element) return;
    if (element.value === written) update();
    else {
      written = element.value;
      completion.value = undefined;
    }
  });
  const close = (): void => {
    closedAt = completion.value?.start;
    completion.value = undefined;
  };
  const pick = (item: CompletionItem): void => {
    const element = field.value;
    const now = completion.value;
    if (!element || !now) return;
    completion.value = undefined;
    replaceText(element, complete(element.value, now, item.value));
  };
  /** Accepts the one that is chosen, once the list has come. */
  const accept = async (): Promise<void> => {
    if (isAsking && completion.value) await load(completion.value.kind);
    if (nameAsked.value !== "" && !open.value) await seek(nameAsked.value);
    const item = items.value[active.value];
    if (item) pick(item);
  };

  /** Whether the key was the list's own. Enter that ends a name never sends. */
  const onKeydown = (event: KeyboardEvent): boolean => {
    const waits = isAsking && completion.value !== undefined && completion.value.query !== "";
    if (!open.value && !waits) return false;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    // While it is still asked who there is, there is nothing to move in.
    const count = Math.max(1, items.value.length);
    switch (event.key) {
      case "ArrowDown":
        active.value = (active.value + 1) % count;
        return open.value;
      case "ArrowUp":
        active.value = (active.value + count - 1) % count;
        return open.value;
      case "Enter":
      case "Tab":
        void accept();
        return true;
      case "Escape":
        close();
        return true;
      default:
        return false;
    }
  };

  return {
    items,
    open,
    active: readonly(active),
    choose: (index: number): void => {
      active.value = index;
    },
    update,
    close,
    pick,
    onKeydown,
    /** Ahead of the first @, so that the list is there with it. */
    prepare: (): void => void mentionables.load(roomId),
  };
};
