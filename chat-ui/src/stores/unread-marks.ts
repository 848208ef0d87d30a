import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { shallowReactive, watch } from "vue";
import { readStored, removeStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import { parseUnreadMark, type UnreadMark } from "../logic/unread-mark.ts";
import { useSession } from "./session.ts";

/** In localStorage, so that it outlives a reload and is the same in all tabs; one key for each account and room. */
const PREFIX = "crosstalk.unread.";
/** In sessionStorage while a page is loaded anew: the room in which this tab holds a mark. */
const HELD_KEY = "crosstalk.unread-held";

const keysOf = (prefix: string): string[] => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
};

/** The room that was held when this page went, if it is the one that the address still names. */
const takeHeld = (): string | undefined => {
  try {
    const roomId = sessionStorage.getItem(HELD_KEY);
    sessionStorage.removeItem(HELD_KEY);
    return roomId !== null && location.pathname.split("/")[2] === roomId ? roomId : undefined;
  } catch {
    return undefined;
  }
};

/** Rooms that somebody made unread from a message on: at most one mark for each room they are in. */
export const useUnreadMarks = defineStore("unread-marks", () => {
  const session = useSession();
  const byRoom = shallowReactive(new Map<string, UnreadMark>());
  let resumed = takeHeld();
  let openRoom: string | undefined;
  /** The open room, if it was so already when its mark was set: until it is left, nobody reads the mark away. */
  let held: string | undefined;

  const keyOf = (roomId: string): string => `${PREFIX}${session.user?.id ?? ""}.${roomId}`;
  const show = (roomId: string, mark: UnreadMark | undefined): void => {
    if (mark) {
      byRoom.set(roomId, mark);
      if (roomId === openRoom) held = roomId;
    } else {
      byRoom.delete(roomId);
      if (roomId === held) held = undefined;
    }
  };
  const load = (account: string | undefined): void => {
    byRoom.clear();
    if (account === undefined) return;
    const own = keyOf("");
    for (const key of keysOf(own)) {
      const mark = parseUnreadMark(readStored(key));
      if (mark) byRoom.set(key.slice(own.length), mark);
    }
  };
  watch(() => session.user?.id, load, { immediate: true, flush: "sync" });
  useEventListener(window, "storage", ({ key, newValue }) => {
    if (key === null) return load(session.user?.id);
    const own = keyOf("");
    if (key.startsWith(own)) show(key.slice(own.length), parseUnreadMark(newValue));
  });
  useEventListener(window, "pagehide", () => {
    try {
      if (held !== undefined) sessionStorage.setItem(HELD_KEY, held);
    } catch {
      // Where storage is forbidden, the mark is gone with the page, too.
    }
  });

  return {
    get: (roomId: string): UnreadMark | undefined => byRoom.get(roomId),
    rooms: (): string[] => [...byRoom.keys()],
    set: (roomId: string, mark: UnreadMark): void => {
      show(roomId, mark);
      writeStored(keyOf(roomId), JSON.stringify(mark));
    },
    remove: (roomId: string): void => {
      if (!byRoom.has(roomId)) return;
      show(roomId, undefined);
      removeStored(keyOf(roomId));
    },
    isHeld: (roomId: string): boolean => roomId === held,
    /** Its room is opened: from now on it can be read, unless only the page was loaded anew. */
    enter: (roomId: string): void => {
      openRoom = roomId;
      held = resumed === roomId ? roomId : undefined;
      resumed = undefined;
    },
    leave: (roomId: string): void => {
      if (roomId !== openRoom) return;
      openRoom = undefined;
      held = undefined;
    },
    /** Of all accounts, when one signs out. */
    forgetAll: (): void => {
      byRoom.clear();
      held = undefined;
      for (const key of keysOf(PREFIX)) removeStored(key);
    },
  };
});
