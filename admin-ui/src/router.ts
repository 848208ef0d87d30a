import {
  createRouter,
  createWebHistory,
  type RouteComponent,
  type Router,
  type RouterHistory,
} from "vue-router";
import { closeLayersOnBack } from "../../ui/logic/close-layers-on-back.ts";
import { keepsTime } from "./logic/kept-time.ts";
import { SCREENS, type ScreenName } from "./logic/screens.ts";

const COMPONENTS: Readonly<Record<ScreenName, () => Promise<RouteComponent>>> = {
  overview: () => import("./screens/overview/OverviewScreen.vue"),
  servers: () => import("./screens/servers/ServersScreen.vue"),
  health: () => import("./screens/health/HealthScreen.vue"),
  rooms: () => import("./screens/rooms/RoomsScreen.vue"),
  clients: () => import("./screens/clients/ClientsScreen.vue"),
  users: () => import("./screens/users/UsersScreen.vue"),
  bans: () => import("./screens/bans/BansScreen.vue"),
  reports: () => import("./screens/reports/ReportsScreen.vue"),
  limits: () => import("./screens/limits/LimitsScreen.vue"),
  announcements: () => import("./screens/announcements/AnnouncementsScreen.vue"),
  audit: () => import("./screens/audit/AuditScreen.vue"),
};

/** The screens; App.vue leads those who are not signed in to the one page that they may see. */
export const createAdminRouter = (history: RouterHistory = createWebHistory("/admin/")): Router => {
  const router = createRouter({
    history,
    routes: [
      ...SCREENS.map(({ name, path }) => ({ name, path, component: COMPONENTS[name] })),
      {
        path: "/servers/:server_id",
        name: "server",
        component: () => import("./screens/servers/ServerScreen.vue"),
      },
      {
        path: "/rooms/:room_id",
        name: "room",
        props: true,
        component: () => import("./screens/rooms/RoomScreen.vue"),
      },
      {
        path: "/clients/:connection_id",
        name: "client",
        props: true,
        component: () => import("./screens/clients/ClientScreen.vue"),
      },
      {
        path: "/users/:id",
        name: "user",
        props: true,
        component: () => import("./screens/users/UserScreen.vue"),
      },
      {
        path: "/reports/:id",
        name: "report",
        props: true,
        component: () => import("./screens/reports/ReportScreen.vue"),
      },
      { path: "/sign-in", name: "sign-in", component: () => import("./pages/SignInPage.vue") },
      {
        path: "/bootstrap",
        name: "first-admin",
        component: () => import("./pages/FirstAdminPage.vue"),
      },
      {
        path: "/:rest(.*)*",
        name: "not-found",
        component: () => import("./pages/NotFoundPage.vue"),
      },
    ],
  });
  closeLayersOnBack(router);
  router.beforeEach(keepsTime);
  return router;
};
