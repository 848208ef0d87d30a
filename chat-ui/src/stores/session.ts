import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { readonly, ref, shallowRef } from "vue";
import { isRetryable, ProtocolError } from "../../../src/protocol/errors.ts";
import type { User } from "../../../src/protocol/users.ts";
import { readStored, removeStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import { useAccountCache, useChat } from "./chat-port.ts";

/**
 * restoring: asking for the session of the cookie · unreachable: that failed · anonymous · signed-in ·
 * ended: was signed in, and the server no longer says so · leaving: on purpose, by what may still fail ·
 * signing-out: for good, a fresh page follows: nothing can be written any more.
 */
export type SessionStatus =
  | "restoring"
  | "unreachable"
  | "anonymous"
  | "signed-in"
  | "ended"
  | "leaving"
  | "signing-out";

interface Credentials {
  readonly username: string;
  readonly password: string;
}

const RETRY_MS = 4_000;
/**
 * Whose session was ended here, until the server knows: its cookie is good until then, and must not bring the
 * session back. Setting it tells the other tabs.
 */
const SIGNED_OUT_KEY = "crosstalk.signed-out";

const unlessUnreachable = (error: unknown): void => {
  if (error instanceof ProtocolError && isRetryable(error.code)) throw error;
};

export const useSession = defineStore("session", () => {
  const chat = useChat();
  const cache = useAccountCache();
  const user = shallowRef<User>();
  const status = ref<SessionStatus>("restoring");
  let retry: ReturnType<typeof setTimeout> | undefined;

  const forgetKept = async (): Promise<void> => cache?.clear().catch(() => undefined);
  const end = (): void => {
    status.value = "ended";
    void forgetKept();
  };
  chat.on("user", (now) => {
    const other = now !== undefined && user.value !== undefined && now.id !== user.value.id;
    // Another account signed in, in another tab: nothing of this one may be mixed with it.
    if (other && status.value === "signed-in")
      void signOut(async () => undefined, location.pathname);
    else if (now) user.value = now;
    else if (status.value === "signed-in") end();
  });
  chat.on("state", (state) => {
    const over = state.reason === "unauthenticated" || state.reason === "banned";
    if (state.status === "closed" && over && status.value === "signed-in") end();
  });

  const enter = async (who: User): Promise<void> => {
    user.value = who;
    status.value = "signed-in";
    await chat.start();
  };

  /** What was asked at the start. */
  let asked: Promise<User | undefined> | undefined;
  /** Has the server asked who is signed in, while it is looked here who was. */
  const ask = (): void => {
    asked = chat.session.resume();
    // Whoever waits for the answer hears of it.
    asked.catch(() => undefined);
  };

  /** Whether who was here last can be shown before the server has said that they still are. */
  const mayPresume = (who?: User): boolean => {
    if (readStored(SIGNED_OUT_KEY) !== null) return false;
    // The server was quicker, and knows.
    const named = chat.session.user;
    return named === undefined || who === undefined || named.id === who.id;
  };
  const presume = async (who: User): Promise<void> => {
    asked = undefined;
    chat.session.presume(who);
    await enter(who);
  };
  const restore = async (): Promise<void> => {
    clearTimeout(retry);
    if (status.value !== "unreachable") status.value = "restoring";
    try {
      if (readStored(SIGNED_OUT_KEY) !== null) await chat.session.logout().catch(unlessUnreachable);
      removeStored(SIGNED_OUT_KEY);
      const answer = asked ?? chat.session.resume();
      asked = undefined;
      const who = await answer;
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
  /** The same id, name and rooms, with a password. */
  const upgrade = async (credentials: Credentials): Promise<void> => {
    user.value = await chat.session.upgrade(credentials);
  };
  /** Nothing of one account may be left in memory for the next. */
  const freshPage = async (to: string): Promise<void> => {
    await forgetKept();
    location.assign(to);
  };
  /** Ends the session by `work`, and goes on with a fresh page; where that fails, all is as before. */
  const leave = async (work: () => Promise<unknown>, to: string): Promise<void> => {
    status.value = "leaving";
    try {
      await work();
    } catch (error) {
      status.value = "signed-in";
      throw error;
    }
    await freshPage(to);
  };
  const signOut = async (work: () => Promise<void>, to: string): Promise<void> => {
    status.value = "signing-out";
    await work();
    await freshPage(to);
  };
  /** Ends the session at the server and in the other tabs, and empties what the client keeps. */
  const endEverywhere = async (): Promise<void> => {
    writeStored(SIGNED_OUT_KEY, user.value?.id ?? "");
    // Out of reach, it is told at the next start.
    await chat.logout().then(
      () => removeStored(SIGNED_OUT_KEY),
      () => undefined,
    );
  };
  const logout = (): Promise<void> => signOut(endEverywhere, "/");
  useEventListener(window, "storage", ({ key, newValue }) => {
    if (key !== SIGNED_OUT_KEY || newValue === null || newValue !== user.value?.id) return;
    chat.stop();
    void signOut(async () => undefined, "/");
  });
  /** After the session ended: a fresh page, for whoever signs in next. */
  const dismissEnded = (): void => {
    chat.stop();
    location.reload();
  };

  return {
    user: readonly(user),
    status: readonly(status),
    ask,
    mayPresume,
    presume,
    restore,
    login,
    register,
    enterAsGuest,
    rename,
    upgrade,
    leave,
    endEverywhere,
    logout,
    dismissEnded,
  };
});
