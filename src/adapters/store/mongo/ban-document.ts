import type { Filter } from "mongodb";
import type { BanRecord } from "../../../ports/store/moderation.ts";
import type { BanDocument } from "./documents.ts";

export const toBanRecord = (document: BanDocument): BanRecord => {
  const { _id, kind = "ban", userId, ip, reason, createdBy, createdAt, expiresAt } = document;
  return {
    id: _id,
    kind,
    ...(userId === undefined ? {} : { userId }),
    ...(ip === undefined ? {} : { ip }),
    ...(reason === undefined ? {} : { reason }),
    createdBy,
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.getTime() }),
  };
};

export const inForce = (now: number): Filter<BanDocument> => ({
  $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(now) } }],
});
