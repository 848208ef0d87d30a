import type { Messages } from "../schema.ts";
import { common } from "./common.ts";
import { conversation } from "./conversation.ts";
import { message } from "./message.ts";
import { people } from "./people.ts";
import { rooms } from "./rooms.ts";
import { sync } from "./sync.ts";

export const messages: Messages = { common, conversation, message, people, rooms, sync };
