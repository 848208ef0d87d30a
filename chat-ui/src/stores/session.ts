import { defineStore } from "pinia";
import { readonly, ref, shallowRef } from "vue";
import type { User } from "../../../src/protocol/users.ts";
import { useChat } from "./chat-port.ts";

/**
 * restoring: asking for the session of the cookie · unreachable: that failed · anonymous · signed-in ·
 * ended: was signed in, and the server no longer says so.
 */
export type SessionStatus = "restoring" | "unreachable" | "anonymous" | "signed-in" | "ended";

interface Credentials {
  readonly username: string;
  readonly password: string;
}

const RETRY_MS = 4_000;

export const useSession = defineStore("session", () => {
  const chat = useChat();
  const user = shallowRef<User>();
  const status = ref<SessionStatus>("restoring");
  let leaving = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  chat.on("user", (now) => {
    const other = now !== undefined && user.value !== undefined && now.id !== user.value.id;
    // Another account signed in, in another tab: nothing of this one may be mixed with it.
    if (other && status.value === "signed-in") location.reload();
    else if (now) user.value = now;
    else if (status.value === "signed-in" && !leaving) status.value = "ended";
  });
  chat.on("state", (state) => {
    const over = state.reason === "unauthenticated" || state.reason === "banned";
    if (state.status === "closed" && over && status.value === "signed-in" && !leaving) {
      status.value = "ended";
    }
  });

  const enter = async (who: User): Promise<void> => {
    user.value = who;
    status.value = "signed-in";
    await chat.start();
  };

  const restore = async (): Promise<void> => {
    clearTimeout(retry);
    if (status.value !== "unreachable") status.value = "restoring";
    try {
      const who = await chat.session.resume();
      if (who) await enter(who);
      else status.value = "anonymous";
    } catch {
      status.value = "unreachable";
      retry = setTimeout(() => void restore(), RETRY_MS);
    }
  };
  const login = async (credentials: Credentials): Promise<void> =>
    enter(await chat.session.login(credentials));
  const register = async (account: Credentials & { display_name?: string }): Promise<void> =>
    enter(await chat.session.register(account));
  const enterAsGuest = async (displayName: string): Promise<void> =>
    enter(await chat.session.guest(displayName === "" ? {} : { display_name: displayName }));
  const rename = async (displayName: string): Promise<void> => {
    user.value = await chat.rename(displayName);
  };
  /** Ends with a fresh page: nothing of one account may be left for the next. */
  const logout = async (): Promise<void> => {
    leaving = true;
    await chat.logout();
  };
  /** After the session ended: a fresh page, for whoever signs in next. */
  const dismissEnded = (): void => {
    chat.stop();
    location.reload();
  };

  return {
    user: readonly(user),
    status: readonly(status),
    restore,
    login,
    register,
    enterAsGuest,
    rename,
    logout,
    dismissEnded,
  };
});
