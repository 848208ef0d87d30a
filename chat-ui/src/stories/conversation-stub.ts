import type { ConversationActions } from "../composables/conversation-actions.ts";

/** A conversation in which everything may be done, and nothing happens but what `over` says. */
export const conversationStub = (over: Partial<ConversationActions> = {}): ConversationActions => ({
  reply: () => undefined,
  edit: () => undefined,
  remove: () => undefined,
  react: () => undefined,
  copy: () => undefined,
  copyLink: () => undefined,
  report: () => undefined,
  markUnread: () => undefined,
  reactors: async () => [],
  chooseDate: () => undefined,
  jumpTo: () => undefined,
  retry: () => undefined,
  discard: () => undefined,
  canEdit: () => true,
  canReport: () => true,
  canRemove: () => true,
  canMarkUnread: () => true,
  canPost: () => true,
  showPicture: () => undefined,
  ...over,
});
