import type { AttachmentRecord } from "../../ports/store/attachments.ts";
import type { Attachment } from "../../protocol/entries.ts";

/** A file as everybody sees it who may. */
export const viewAttachment = (file: AttachmentRecord): Attachment => ({
  id: file.id,
  name: file.name,
  size: file.size,
  mime: file.mime,
  ...(file.width === undefined ? {} : { width: file.width }),
  ...(file.height === undefined ? {} : { height: file.height }),
});
