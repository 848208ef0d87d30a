import { account } from "./account.ts";
import { emoji } from "./emoji.ts";
import { help } from "./help.ts";
import { invites } from "./invites.ts";
import { membersPanel } from "./members-panel.ts";
import { messageDetails } from "./message-details.ts";
import { pictureViewer } from "./picture-viewer.ts";
import { report } from "./report.ts";
import { roomForms } from "./room-forms.ts";
import { search } from "./search.ts";
import { settings } from "./settings.ts";
import { stagedFiles } from "./staged-files.ts";

/** What only those parts say that are loaded late (late.ts, and the pages beside the chat), and with them. */
export const lateMessages = {
  account,
  emoji,
  help,
  invites,
  membersPanel,
  messageDetails,
  stagedFiles,
  pictureViewer,
  report,
  roomForms,
  search,
  settings,
};
