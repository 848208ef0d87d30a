import { expect, it, vi } from "vitest";
import {
  type App,
  type Component,
  type ComponentInternalInstance,
  createApp,
  h,
  isVNode,
} from "vue";
import { createMemoryHistory } from "vue-router";
import AppRoot from "../App.vue";
import { chatPlugin } from "../create-app.ts";
import { loadLateMessages } from "../i18n/i18n.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "./fake-chat.ts";
import { GUEST, ME } from "./fixtures.ts";
import StoryPage from "./StoryPage.vue";
import { pathOf, SCENES, STATES } from "./scenes.ts";
import { SECTIONS, STORIES } from "./stories.ts";

/** Not to be looked at, or there for as long as somebody points at it or has the focus in it. */
const UNSEEN = ["FloatingPanel", "LiveAnnouncer", "TooltipBubble"];

const nameOf = (path: string): string => /([^/]+)\.vue$/.exec(path)?.[1] ?? path;
const COMPONENTS = Object.keys(
  import.meta.glob(["../components/**/*.vue", "../../../ui/**/*.vue"]),
).map(nameOf);

/** The names of the files that the components below a node are in. */
const namesIn = (node: unknown): string[] => {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (!isVNode(node)) return [];
  return [...namesIn(node.children), ...(node.component ? namesOf(node.component) : [])];
};
const namesOf = ({ type, subTree }: ComponentInternalInstance): string[] => {
  const { __file: file = "" } = type as { readonly __file?: string };
  return [nameOf(file), ...namesIn(subTree)];
};

const start = async (root: Component, path: string, chat: FakeChat): Promise<App> => {
  await loadLateMessages();
  const router = createChatRouter(createMemoryHistory());
  await router.push(path);
  const app = createApp(root).use(chatPlugin(chat, router));
  app.mount(document.body.appendChild(document.createElement("div")));
  return app;
};
const story = (name: string): Promise<App> =>
  start({ render: () => h(StoryPage, { story: name }) }, "/", new FakeChat());
const scene = async (address: string): Promise<App> => {
  const asked = new URLSearchParams(address);
  const chat = new FakeChat(asked.get("user") === "guest" ? GUEST : ME);
  const state = asked.get("state") ?? "";
  if (state === "anonymous") Object.assign(chat.session, { resume: async () => undefined });
  const app = await start(AppRoot, pathOf(asked), chat);
  // The room is there, and so is all that listens.
  setTimeout(() => STATES[state]?.(chat), 300);
  return app;
};

it("shows every component on the story page", async () => {
  const seen = new Set(UNSEEN);
  const apps: App[] = [];
  const look = (): string[] => {
    for (const { _instance: root } of apps) {
      for (const name of root ? namesOf(root) : []) seen.add(name);
    }
    return COMPONENTS.filter((name) => !seen.has(name));
  };
  for (const name of Object.keys(SECTIONS)) apps.push(await story(name));
  for (const address of SCENES) apps.push(await scene(address));
  for (const name of STORIES) {
    if (name in SECTIONS) continue;
    const opened = await story(name);
    apps.push(opened);
    await vi.dynamicImportSettled();
    await expect.poll(() => document.querySelector("[role=dialog], dialog, main")).not.toBeNull();
    look();
    apps.pop();
    opened.unmount();
  }
  await expect.poll(look).toEqual([]);
  for (const app of apps) app.unmount();
}, 60_000);
