import type { Attachments, FoundFile } from "../core/attachments/attachments.ts";
import { SHOWN_TYPES } from "../core/attachments/file-type.ts";
import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { messageRoutes } from "../protocol/rest/messages.ts";
import { FIXED_LIMITS } from "../protocol/settings.ts";
import { created, file } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface AttachmentRouteDeps {
  readonly attachments: Attachments;
  readonly limiter: RateLimiter;
}

const NOT_ASCII = /[^\x20-\x7e]|["\\%]/g;
/** What encodeURIComponent leaves, and RFC 8187 does not. */
const UNENCODED = /['()*!]/g;

const percent = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

/** RFC 6266: once for everybody, and once as it is. */
const dispositionOf = (name: string, mime: string): string => {
  const shown = SHOWN_TYPES.has(mime) ? "inline" : "attachment";
  const encoded = encodeURIComponent(name).replace(UNENCODED, percent);
  return `${shown}; filename="${name.replace(NOT_ASCII, "_")}"; filename*=UTF-8''${encoded}`;
};

const headersOf = ({ file: { id, mime, name, size } }: FoundFile): Record<string, string> => ({
  "Content-Type": mime === "text/plain" ? "text/plain; charset=utf-8" : mime,
  "Content-Length": String(size),
  "Content-Disposition": dispositionOf(name, mime),
  // It never changes, but who may have it does.
  "Cache-Control": "private, no-cache",
  ETag: `"${id}"`,
});

export const bindAttachmentRoutes = (binder: RouteBinder, deps: AttachmentRouteDeps): void => {
  const { attachments, limiter } = deps;

  binder.bind(messageRoutes.upload, async ({ file: { name, bytes } }, { caller }) => {
    await enforceLimit(limiter, `uploads:${caller.user.id}`, FIXED_LIMITS.uploads);
    return created({ attachment: await attachments.upload(caller, name, bytes) });
  });

  binder.bind(messageRoutes.attachment, async ({ params }, { caller }) => {
    const found = await attachments.open(caller, params.id);
    return file(found.stream, headersOf(found));
  });
};
