import { type RenderResult, render } from "vitest-browser-vue";
import type { Component } from "vue";
import { createMemoryHistory } from "vue-router";
import { CONVERSATION, type ConversationActions } from "../composables/conversation-actions.ts";
import { chatPlugin } from "../create-app.ts";
import { loadLateMessages } from "../i18n/i18n.ts";
import { createChatRouter } from "../router.ts";
import { conversationStub } from "./conversation-stub.ts";
import { FakeChat } from "./fake-chat.ts";

interface Stage {
  readonly chat?: FakeChat;
  readonly actions?: Partial<ConversationActions>;
}

/** For component tests: what the app gives its components is there, on the story page's client. */
export const renderOnStage = async (
  component: Component,
  props: Readonly<Record<string, unknown>> = {},
  { chat = new FakeChat(), actions = {} }: Stage = {},
): Promise<RenderResult<object>> => {
  await loadLateMessages();
  return render(component, {
    props,
    global: {
      plugins: [chatPlugin(chat, createChatRouter(createMemoryHistory()))],
      provide: { [CONVERSATION as symbol]: conversationStub(actions) },
    },
  });
};
