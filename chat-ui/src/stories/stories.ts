import type { Component } from "vue";
import type { DialogName } from "../components/dialogs/ChatDialogs.vue";
import { OPENED } from "./dialog-stories.ts";
import ControlsStory from "./sections/ControlsStory.vue";
import ConversationStory from "./sections/ConversationStory.vue";
import FilesStory from "./sections/FilesStory.vue";
import LayersStory from "./sections/LayersStory.vue";
import MessagesStory from "./sections/MessagesStory.vue";
import PeopleStory from "./sections/PeopleStory.vue";
import RoomsStory from "./sections/RoomsStory.vue";
import SearchStory from "./sections/SearchStory.vue";
import TableStory from "./sections/TableStory.vue";

/** Pages of components in each of their states. */
export const SECTIONS: Readonly<Record<string, Component>> = {
  controls: ControlsStory,
  conversation: ConversationStory,
  files: FilesStory,
  layers: LayersStory,
  messages: MessagesStory,
  people: PeopleStory,
  rooms: RoomsStory,
  search: SearchStory,
  table: TableStory,
};
export const DIALOGS: readonly DialogName[] = [
  "switcher",
  "discover",
  "create",
  "direct",
  "settings",
  "upgrade",
  "sign-out",
  "help",
];
export const STORIES: readonly string[] = [
  ...Object.keys(SECTIONS),
  ...DIALOGS,
  ...Object.keys(OPENED),
];
