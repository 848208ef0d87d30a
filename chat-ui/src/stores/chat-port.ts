import { type InjectionKey, inject } from "vue";
import type { ChatClient } from "../../../src/client/chat-client.ts";
import type { Files } from "../../../src/client/files.ts";
import type { Outbox } from "../../../src/client/outbox/outbox.ts";
import type { RestClient } from "../../../src/client/rest-client.ts";
import type { Session } from "../../../src/client/session.ts";
import type { Uploads } from "../../../src/client/uploads.ts";
import type { AccountCache } from "../offline/account-cache.ts";

type Public<T> = Pick<T, keyof T>;

/** What the app uses of a ChatClient; the story page stands in for it. */
export interface ChatPort
  extends Omit<Public<ChatClient>, "session" | "rest" | "outbox" | "files" | "uploads" | "hurry"> {
  readonly session: Pick<
    Session,
    "user" | "resume" | "presume" | "register" | "login" | "guest" | "upgrade" | "logout" | "on"
  >;
  readonly rest: Pick<RestClient, "call">;
  readonly files: Pick<Files, "download">;
  readonly uploads: Pick<Uploads, "upload" | "cancel" | "on">;
  readonly outbox: Pick<Outbox, "items" | "all" | "countUnsent" | "retry" | "discard">;
}

export const CHAT: InjectionKey<ChatPort> = Symbol("chat");

/** The client that the app was created with; for stores and components alike. */
export const useChat = (): ChatPort => {
  const chat = inject(CHAT);
  if (!chat) throw new Error("The app was created without a chat client");
  return chat;
};

/** What this browser keeps of the account; the story page has none. */
export const ACCOUNT_CACHE: InjectionKey<AccountCache> = Symbol("account-cache");

export const useAccountCache = (): AccountCache | undefined => inject(ACCOUNT_CACHE, undefined);
