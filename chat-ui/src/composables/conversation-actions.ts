import { type InjectionKey, inject } from "vue";
import type { Sender } from "../../../src/protocol/users.ts";
import type { ShownFile } from "../logic/files.ts";
import type { ShownMessage } from "../logic/rows.ts";

/** What can be done with a message; provided by the conversation that shows it. */
export interface ConversationActions {
  reply(message: ShownMessage): void;
  edit(message: ShownMessage): void;
  /** Asks before it deletes. */
  remove(message: ShownMessage): void;
  react(message: ShownMessage, emoji: string, on: boolean): void;
  copy(message: ShownMessage): void;
  copyLink(message: ShownMessage): void;
  report(message: ShownMessage): void;
  /** From it on, on this device. */
  markUnread(message: ShownMessage): void;
  /** Who reacted with that emoji; names as many as are worth reading. */
  reactors(message: ShownMessage, emoji: string): Promise<readonly Sender[]>;
  /** Asks for the day to jump to. */
  chooseDate(): void;
  jumpTo(seq: number): void;
  retry(cid: string): void;
  discard(cid: string): void;
  /** Over everything, with the others of the conversation beside it. */
  showPicture(file: ShownFile): void;
  canEdit(message: ShownMessage): boolean;
  canReport(message: ShownMessage): boolean;
  canRemove(message: ShownMessage): boolean;
  canMarkUnread(message: ShownMessage): boolean;
  canPost(): boolean;
}

export const CONVERSATION: InjectionKey<ConversationActions> = Symbol("conversation");

export const useConversationActions = (): ConversationActions => {
  const actions = inject(CONVERSATION);
  if (!actions) throw new Error("A message is shown outside of a conversation");
  return actions;
};
