import { defineStore } from "pinia";
import { readonly, ref, shallowRef } from "vue";
import type { ConnectionState } from "../../../src/client/connection-state.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { useChat } from "./chat-port.ts";

/** Less is not worth a word: it is in the unread counts. */
const WORTH_SAYING = 10;

export const useConnection = defineStore("connection", () => {
  const chat = useChat();
  const notices = useNotices();
  const state = shallowRef<ConnectionState>(chat.state);
  /** When the state began, in ms since the epoch. */
  const since = ref(Date.now());

  chat.on("state", (now) => {
    state.value = now;
    since.value = Date.now();
  });
  chat.on("caught_up", ({ rooms, messages }) => {
    if (messages < WORTH_SAYING) return;
    notices.say(
      t("sync.caughtUp", {
        messages: t("sync.messages", { n: messages }),
        rooms: t("sync.rooms", { n: rooms }),
      }),
    );
  });

  /** At once what would be tried later, or anew what the server has ended. */
  const retryNow = (): void => {
    if (state.value.status === "closed") void chat.start();
    else chat.retryNow();
  };

  return { state: readonly(state), since: readonly(since), retryNow };
});
