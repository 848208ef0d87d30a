import type { Messages } from "../schema.ts";
import { account } from "./account.ts";
import { app } from "./app.ts";
import { common } from "./common.ts";
import { composer } from "./composer.ts";
import { conversation } from "./conversation.ts";
import { emoji } from "./emoji.ts";
import { errors } from "./errors.ts";
import { files } from "./files.ts";
import { help } from "./help.ts";
import { invites } from "./invites.ts";
import { jump } from "./jump.ts";
import { keys } from "./keys.ts";
import { membersPanel } from "./members-panel.ts";
import { message } from "./message.ts";
import { messageDetails } from "./message-details.ts";
import { notices } from "./notices.ts";
import { people } from "./people.ts";
import { pictureViewer } from "./picture-viewer.ts";
import { refusals } from "./refusals.ts";
import { report } from "./report.ts";
import { roomForms } from "./room-forms.ts";
import { rooms } from "./rooms.ts";
import { search } from "./search.ts";
import { settings } from "./settings.ts";
import { stagedFiles } from "./staged-files.ts";
import { switcher } from "./switcher.ts";
import { sync } from "./sync.ts";
import { userMenu } from "./user-menu.ts";

export const messages: Messages = {
  account,
  app,
  common,
  composer,
  conversation,
  emoji,
  errors,
  files,
  help,
  invites,
  refusals,
  stagedFiles,
  pictureViewer,
  report,
  jump,
  keys,
  membersPanel,
  message,
  messageDetails,
  notices,
  people,
  roomForms,
  rooms,
  search,
  settings,
  switcher,
  sync,
  userMenu,
};
