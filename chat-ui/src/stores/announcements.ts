import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { readonly, ref, shallowRef, watch } from "vue";
import { dismissalOf, type Shown, shownOf, withOne } from "../logic/announcement-list.ts";
import { isDismissedKey, readDismissed, writeDismissed } from "../logic/dismissed.ts";
import { useChat } from "./chat-port.ts";
import { useSession } from "./session.ts";

/** What admins tell everybody. Each account dismisses for itself; that outlives a reload, and counts in all tabs. */
export const useAnnouncements = defineStore("announcements", () => {
  const chat = useChat();
  const session = useSession();
  const list = shallowRef<readonly Shown[]>([]);
  const dismissed = ref<ReadonlySet<string>>(new Set());

  const account = (): string => session.user?.id ?? "";
  /** How many came while the app is open. */
  let told = 0;
  const readAll = async (): Promise<void> => {
    const before = told;
    try {
      const { announcements } = await chat.rest.call("notices", {});
      // One that came meanwhile may not be among them.
      if (told !== before) return readAll();
      list.value = announcements;
    } catch {
      // Those that come while the app is open still come; the others with the next connection.
    }
  };
  /** Before anything is shown: what was dismissed does not flash up. */
  watch(
    () => session.user?.id,
    () => {
      dismissed.value = new Set(readDismissed(localStorage, account()));
      list.value = [];
    },
    { immediate: true },
  );
  useEventListener(window, "storage", ({ key }) => {
    if (isDismissedKey(account(), key)) {
      dismissed.value = new Set(readDismissed(localStorage, account()));
    }
  });
  chat.on("announcement", (event) => {
    told += 1;
    list.value = withOne(list.value, shownOf(event));
  });
  let wasOnline = false;
  chat.on("state", ({ status }) => {
    const isOnline = status === "online";
    if (isOnline && !wasOnline) void readAll();
    wasOnline = isOnline;
  });

  const dismiss = (one: Shown): void => {
    dismissed.value = new Set([...dismissed.value, dismissalOf(one)]);
    writeDismissed(localStorage, account(), dismissed.value);
  };

  return { list: readonly(list), dismissed: readonly(dismissed), dismiss };
});
