import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { computed, readonly, ref } from "vue";
import { useRouter } from "vue-router";
import type { MessageEntry } from "../../../src/protocol/entries.ts";
import { readStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import { type MessageNotification, notificationOf } from "../logic/notification.ts";
import { useAccountCache, useChat } from "./chat-port.ts";
import { useGaps } from "./gaps.ts";
import { useRooms } from "./rooms.ts";
import { useSession } from "./session.ts";
import { useSounds } from "./sounds.ts";

const KEY = "crosstalk.notifications";
/** The tab in which the message is looked at is asked first whether there is anything to tell, and may be slow. */
const YIELD_MS = 500;
const ICON = "/favicon.svg";

/** unavailable: no secure context, or no such browser · off · on · denied: by the browser, for this site. */
export type NotificationState = "unavailable" | "off" | "on" | "denied";

const permission = (): NotificationPermission | undefined =>
  window.isSecureContext && "Notification" in window ? Notification.permission : undefined;

/** Tells of messages that nobody looks at: each once, however many tabs are open. Asks only when told to. */
export const useNotifications = defineStore("notifications", () => {
  const chat = useChat();
  const cache = useAccountCache();
  const session = useSession();
  const rooms = useRooms();
  const gaps = useGaps();
  const sounds = useSounds();
  const router = useRouter();
  const granted = ref(permission());
  /** off and dismissed are choices; without one, what is offered is offered once. */
  const choice = ref(readStored(KEY));

  const state = computed<NotificationState>(() => {
    if (granted.value === undefined) return "unavailable";
    if (granted.value === "denied") return "denied";
    return granted.value === "granted" && choice.value === "on" ? "on" : "off";
  });
  /** Whether our own row should offer them. */
  const offered = computed(() => granted.value === "default" && choice.value === null);

  const choose = (next: "on" | "off"): void => {
    choice.value = next;
    writeStored(KEY, next);
  };
  /** By a click on our own button only. */
  const enable = async (): Promise<void> => {
    if (permission() === undefined) return;
    granted.value = await Notification.requestPermission();
    choose(granted.value === "granted" ? "on" : "off");
  };
  const disable = (): void => choose("off");

  const looksAt = (roomId: string): boolean =>
    document.visibilityState === "visible" &&
    document.hasFocus() &&
    router.currentRoute.value.params["roomId"] === roomId;
  const pathTo = ({ roomId, seq }: MessageNotification): string => `/r/${roomId}/${seq}`;
  const raise = async (told: MessageNotification): Promise<void> => {
    const options = {
      body: told.body,
      tag: told.tag,
      icon: ICON,
      silent: true,
      data: pathTo(told),
    };
    try {
      const notification = new Notification(told.title, options);
      notification.onclick = () => {
        window.focus();
        notification.close();
        void router.push(pathTo(told));
      };
    } catch {
      // Browsers on phones show them for service workers only.
      const registration = await navigator.serviceWorker?.getRegistration();
      await registration?.showNotification(told.title, options).catch(() => undefined);
    }
  };
  const about = (entry: MessageEntry): MessageNotification | undefined => {
    const room = rooms.get(entry.room_id);
    const me = session.user?.id;
    return room && me !== undefined ? notificationOf(entry, room, me, chat.serverNow()) : undefined;
  };
  const tell = async (entry: MessageEntry): Promise<void> => {
    if (gaps.get(entry.room_id) || (state.value !== "on" && !sounds.on)) return;
    if (!about(entry)) return;
    const seen = looksAt(entry.room_id);
    if (!seen) await new Promise((resolve) => setTimeout(resolve, YIELD_MS));
    // By now its room counts it.
    const told = about(entry);
    if (!told) return;
    const mine = await cache?.claim(told.tag, Date.now()).catch(() => true);
    if (seen || mine === false) return;
    if (state.value === "on") await raise(told);
    sounds.play();
  };
  chat.on("message", (entry) => void tell(entry));

  useEventListener(window, "storage", ({ key, newValue }) => {
    if (key !== KEY) return;
    choice.value = newValue;
    granted.value = permission();
  });
  // From the service worker, for a notification that it showed.
  useEventListener(navigator.serviceWorker, "message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data !== "object" || data === null || !("open" in data)) return;
    if (typeof data.open === "string") void router.push(data.open);
  });

  return {
    state: readonly(state),
    offered,
    enable,
    disable,
  };
});
