import { excerpt } from "../../../src/protocol/names.ts";
import { fullName } from "../../../ui/logic/display-name.ts";
import { formats } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";
import { messageLine } from "../markdown/message-html.ts";
import type { ShownMessage } from "./rows.ts";

const READ_ALOUD = 300;

/** A message as one accessible name: `Ana, 14:02, text, edited, 2 reactions`. */
export const messageLabel = (message: ShownMessage): string => {
  const parts = [fullName(message.sender), formats().timeOfDay(message.at)];
  if (message.reply_to)
    parts.push(t("message.inReplyTo", { name: fullName(message.reply_to.sender) }));
  const content = message.content ?? "";
  const files = message.attachments?.length ?? 0;
  if (files > 0 && !message.deleted) parts.push(t("files.count", { n: files }));
  if (message.deleted) parts.push(t("message.deleted"));
  else parts.push(messageLine(excerpt(content, READ_ALOUD)));
  if (message.edited_at !== undefined && !message.deleted) parts.push(t("message.edited"));
  const reactions = message.reactions.reduce((sum, reaction) => sum + reaction.count, 0);
  if (reactions > 0) parts.push(t("message.reactions", { n: reactions }));
  return parts.join(t("common.separator"));
};

/** What a screen reader says of a message that just came. */
export const announcement = (message: Pick<ShownMessage, "sender" | "content">): string =>
  `${fullName(message.sender)}: ${messageLine(excerpt(message.content ?? "", READ_ALOUD))}`;
