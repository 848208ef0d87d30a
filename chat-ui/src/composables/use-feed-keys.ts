import { nextTick, type Ref, readonly, ref } from "vue";
import { isMac } from "../../../ui/logic/key-chord.ts";
import { commandFor } from "../logic/keymap.ts";
import type { MessageRow, Row } from "../logic/rows.ts";
import type { ConversationActions } from "./conversation-actions.ts";

interface FeedKeys {
  rows: () => readonly Row[];
  scroller: Readonly<Ref<HTMLElement | null>>;
  reveal: (index: number) => void;
  /** To the latest, and the keyboard with it. */
  end: () => void;
  /** The last row of which something is in view. */
  lastInView: () => number;
  top: () => void;
  /** Back to the composer. */
  leave: () => void;
  /** The view was led away by a jump: Escape leads back. */
  away: () => boolean;
  actions: ConversationActions;
}

/** A row that is not drawn by then has no place in the view any more. */
const FRAMES = 60;

/** The list is one tab stop: arrows move within it, letters act on the message that has the focus. */
export const useFeedKeys = (feed: FeedKeys) => {
  const current = ref<string>();

  const indexOf = (key: string | undefined): number =>
    feed.rows().findIndex((row) => row.key === key);
  const articleOf = (key: string): HTMLElement | null =>
    feed.scroller.value?.querySelector(`[data-key="${CSS.escape(key)}"] > article`) ?? null;

  /** Once it is drawn: a row far away is so some frames after the scroll. */
  const focusRow = async (row: Row | undefined): Promise<void> => {
    if (!row) return;
    current.value = row.key;
    for (let frame = 0; frame < FRAMES && current.value === row.key; frame++) {
      await nextTick();
      const article = articleOf(row.key);
      if (article) {
        article.focus({ preventScroll: true });
        return;
      }
      await new Promise(requestAnimationFrame);
    }
  };
  const focusAt = (index: number): void => {
    void focusRow(feed.rows()[index]);
    feed.reveal(index);
  };
  const step = (from: number, by: 1 | -1): number => {
    const rows = feed.rows();
    let index = from + by;
    while (index >= 0 && index < rows.length && rows[index]?.kind !== "message") index += by;
    return index >= 0 && index < rows.length ? index : -1;
  };
  const move = (by: 1 | -1): void => {
    const at = indexOf(current.value);
    // Of a row that is gone, or before the first, one begins at what is looked at.
    const next = at === -1 ? step(feed.lastInView() + 1, -1) : step(at, by);
    if (next === -1) {
      if (by === -1) feed.top();
      return;
    }
    focusAt(next);
  };
  /** Of a view that goes to its end by itself. */
  const focusLast = (): void => {
    void focusRow(feed.rows()[step(feed.rows().length, -1)]);
  };

  const act = (row: MessageRow, event: KeyboardEvent): boolean => {
    const { message } = row;
    const article = articleOf(row.key);
    if (event.key === "Enter") {
      const tools = article?.querySelectorAll<HTMLElement>('[role="toolbar"] button') ?? [];
      Array.from(tools)
        .find((button) => button.offsetParent !== null)
        ?.focus();
      return true;
    }
    switch (commandFor(event, "message", isMac())) {
      case "reply":
        if (message.seq !== undefined && feed.actions.canPost()) feed.actions.reply(message);
        return true;
      case "edit":
        if (feed.actions.canEdit(message)) feed.actions.edit(message);
        return true;
      case "react":
        article?.querySelector<HTMLElement>('[data-action="react"]')?.click();
        return true;
      case "mark-unread":
        if (feed.actions.canMarkUnread(message)) feed.actions.markUnread(message);
        return true;
      case "copy":
        feed.actions.copy(message);
        return true;
      case "delete":
        if (feed.actions.canRemove(message)) feed.actions.remove(message);
        return true;
      default:
        return false;
    }
  };

  const onListKey = (event: KeyboardEvent): boolean => {
    switch (event.key) {
      case "ArrowUp":
        move(-1);
        return true;
      case "ArrowDown":
        move(1);
        return true;
      case "Home":
        focusAt(step(-1, 1));
        return true;
      case "End":
        feed.end();
        return true;
      default:
        return false;
    }
  };

  /** From what is in a message to the message, from there to the composer. */
  const stepOut = (from: HTMLElement | undefined): void => {
    const article = from?.closest("article");
    if (article && article !== from) article.focus();
    else feed.leave();
  };

  const onKeydown = (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const onArticle = target?.tagName === "ARTICLE";
    const onList = target === feed.scroller.value;
    if (event.key === "Escape") {
      // On no message, after a jump from one that is far away now, it is a step of the page's own ladder as well.
      if (!onList || !feed.away()) event.stopPropagation();
      stepOut(target);
      return;
    }
    if (!onArticle && !onList) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const row = onArticle ? feed.rows()[indexOf(current.value)] : undefined;
    const done =
      (plain && onListKey(event)) || (plain && row?.kind === "message" && act(row, event));
    if (done) event.preventDefault();
  };
  /** The row that was clicked or tabbed into is where the arrows go on from. */
  const onFocus = (event: FocusEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : undefined;
    const key = target?.closest<HTMLElement>("[data-key]")?.dataset["key"];
    if (key !== undefined) current.value = key;
  };

  return { current: readonly(current), onKeydown, onFocus, focusLast };
};
