import { adminRoutes } from "./admin.ts";
import { adminAccessRoutes } from "./admin-access.ts";
import { adminAnnouncementRoutes } from "./admin-announcements.ts";
import { adminAuditRoutes } from "./admin-audit.ts";
import { adminBanRoutes } from "./admin-bans.ts";
import { adminClientRoutes } from "./admin-clients.ts";
import { adminReportRoutes } from "./admin-reports.ts";
import { adminRoomRuleRoutes } from "./admin-room-rules.ts";
import { adminRoomRoutes } from "./admin-rooms.ts";
import { adminServerRoutes } from "./admin-servers.ts";
import { adminSettingsRoutes } from "./admin-settings.ts";
import { statsRoutes } from "./admin-stats.ts";
import { announcementRoutes } from "./announcements.ts";
import { authRoutes } from "./auth.ts";
import { messageRoutes } from "./messages.ts";
import { roomRoutes } from "./rooms.ts";
import { serviceRoutes } from "./service.ts";

/** Every REST call the server answers, by name: the one table behind routes, client, OpenAPI and tests. */
export const ROUTES = {
  ...serviceRoutes,
  ...authRoutes,
  ...roomRoutes,
  ...messageRoutes,
  ...announcementRoutes,
  ...adminRoutes,
  ...adminAccessRoutes,
  ...adminRoomRoutes,
  ...adminAuditRoutes,
  ...adminServerRoutes,
  ...adminClientRoutes,
  ...adminBanRoutes,
  ...adminReportRoutes,
  ...adminAnnouncementRoutes,
  ...adminRoomRuleRoutes,
  ...adminSettingsRoutes,
  ...statsRoutes,
} as const;

export type RouteName = keyof typeof ROUTES;

type PlannedRoutes = typeof adminAccessRoutes;
/** What clients may call: also rows of the contract that servers come to answer one by one. */
export type KnownRoutes = Omit<typeof ROUTES, keyof PlannedRoutes> & PlannedRoutes;
export type KnownRouteName = keyof KnownRoutes;
