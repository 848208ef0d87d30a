import type { Document } from "mongodb";
import type { Page } from "../../../ports/store/accounts.ts";
import type { BanListQuery, BanRecord } from "../../../ports/store/moderation.ts";
import { pageOf } from "../page.ts";
import { inForce, toBanRecord } from "./ban-document.ts";
import type { Connection } from "./connection.ts";
import type { BanDocument } from "./documents.ts";

type PlacedBan = BanDocument & { readonly ends?: number };

/** Those without an end come after all others. */
const ENDS: Document = { $toLong: { $ifNull: ["$expiresAt", Number.MAX_SAFE_INTEGER] } };

/** By their ends they are read whole: those in force are few enough to be held by every server. */
export const listBans = async (
  connection: Connection,
  { kind, now, sort, descending, cursor, limit }: BanListQuery,
): Promise<Page<BanRecord>> => {
  const ofKind = kind === "mute" ? { kind } : { kind: { $exists: false } };
  const field = sort === "created" ? "createdAt" : "ends";
  const stages: Document[] = [{ $match: { $and: [ofKind, inForce(now)] } }];
  if (field === "ends") stages.push({ $set: { ends: ENDS } });
  const [at, id] = cursor?.split(" ") ?? [];
  if (id !== undefined) {
    const beyond = descending ? "$lt" : "$gt";
    const place = Number(at);
    stages.push({
      $match: {
        $or: [{ [field]: { [beyond]: place } }, { [field]: place, _id: { [beyond]: id } }],
      },
    });
  }
  const order = descending ? -1 : 1;
  stages.push({ $sort: { [field]: order, _id: order } }, { $limit: limit + 1 });
  const rows = await connection.run((scope) =>
    connection.collections.bans.aggregate<PlacedBan>(stages, scope).toArray(),
  );
  return pageOf(rows, limit, toBanRecord, (row) => `${row[field]} ${row._id}`);
};
