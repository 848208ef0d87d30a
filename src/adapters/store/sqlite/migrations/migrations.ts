import { initial } from "./0001-initial.ts";
import { bansByExpiry } from "./0002-bans-by-expiry.ts";
import { reactions } from "./0003-reactions.ts";
import { attachments } from "./0004-attachments.ts";
import { reports } from "./0005-reports.ts";
import { statistics } from "./0006-statistics.ts";
import { audit } from "./0007-audit.ts";
import { foldedNames } from "./0008-folded-names.ts";
import { moderation } from "./0009-moderation.ts";
import { roomRules } from "./0010-room-rules.ts";
import { limitTraffic } from "./0011-limit-traffic.ts";
import { secondFactors } from "./0012-second-factors.ts";
import { listOrders } from "./0013-list-orders.ts";
import { leavingUsers } from "./0014-leaving-users.ts";
import type { Migration } from "./migration.ts";

/** Ascending, without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  bansByExpiry,
  reactions,
  attachments,
  reports,
  statistics,
  audit,
  foldedNames,
  moderation,
  roomRules,
  limitTraffic,
  secondFactors,
  listOrders,
  leavingUsers,
];
