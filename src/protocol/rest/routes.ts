import { adminRoutes } from "./admin.ts";
import { adminAccessRoutes } from "./admin-access.ts";
import { adminRoomRoutes } from "./admin-rooms.ts";
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
  ...adminRoutes,
  adminLogin: adminAccessRoutes.adminLogin,
  adminRefresh: adminAccessRoutes.adminRefresh,
  adminLogout: adminAccessRoutes.adminLogout,
  deleteAnyRoom: adminRoomRoutes.deleteAnyRoom,
} as const;

export type RouteName = keyof typeof ROUTES;
