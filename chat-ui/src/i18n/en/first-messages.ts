import { app } from "./app.ts";
import { common } from "./common.ts";
import { composer } from "./composer.ts";
import { conversation } from "./conversation.ts";
import { errors } from "./errors.ts";
import { files } from "./files.ts";
import { jump } from "./jump.ts";
import { keys } from "./keys.ts";
import { message } from "./message.ts";
import { notices } from "./notices.ts";
import { people } from "./people.ts";
import { refusals } from "./refusals.ts";
import { rooms } from "./rooms.ts";
import { switcher } from "./switcher.ts";
import { sync } from "./sync.ts";
import { userMenu } from "./user-menu.ts";

/** What the first view may say; the rest is in late-messages.ts. */
export const firstMessages = {
  app,
  common,
  composer,
  conversation,
  errors,
  files,
  refusals,
  jump,
  keys,
  message,
  notices,
  people,
  rooms,
  switcher,
  sync,
  userMenu,
};
