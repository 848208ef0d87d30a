import type { UserRole } from "../../../src/protocol/primitives.ts";
import type { MessageKey } from "../i18n/schema.ts";

/** The screens of the dashboard, in the order of its navigation: what routes, keys and help are made of. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly label: MessageKey & `nav.${string}`;
  readonly group: MessageKey & `nav.${string}`;
  /** Pressed after G. */
  readonly key: string;
  /** The least role that may see it. */
  readonly role: Exclude<UserRole, "user">;
}

export const SCREENS = [
  {
    name: "overview",
    path: "/",
    label: "nav.overview",
    group: "nav.cluster",
    key: "o",
    role: "admin",
  },
  {
    name: "servers",
    path: "/servers",
    label: "nav.servers",
    group: "nav.cluster",
    key: "n",
    role: "admin",
  },
  {
    name: "health",
    path: "/health",
    label: "nav.health",
    group: "nav.cluster",
    key: "h",
    role: "admin",
  },
  {
    name: "rooms",
    path: "/rooms",
    label: "nav.rooms",
    group: "nav.traffic",
    key: "r",
    role: "admin",
  },
  {
    name: "clients",
    path: "/clients",
    label: "nav.clients",
    group: "nav.traffic",
    key: "c",
    role: "admin",
  },
  {
    name: "users",
    path: "/users",
    label: "nav.users",
    group: "nav.people",
    key: "u",
    role: "admin",
  },
  {
    name: "bans",
    path: "/bans",
    label: "nav.bans",
    group: "nav.people",
    key: "b",
    role: "moderator",
  },
  {
    name: "reports",
    path: "/reports",
    label: "nav.reports",
    group: "nav.people",
    key: "q",
    role: "moderator",
  },
  {
    name: "limits",
    path: "/limits",
    label: "nav.limits",
    group: "nav.rules",
    key: "l",
    role: "admin",
  },
  {
    name: "announcements",
    path: "/announcements",
    label: "nav.announcements",
    group: "nav.rules",
    key: "m",
    role: "admin",
  },
  {
    name: "audit",
    path: "/audit",
    label: "nav.audit",
    group: "nav.rules",
    key: "a",
    role: "admin",
  },
] as const satisfies readonly Screen[];

export type ScreenName = (typeof SCREENS)[number]["name"];

/** What someone of this role may see. */
export const screensFor = (role: UserRole): readonly Screen[] =>
  SCREENS.filter((screen) => role === "admin" || screen.role === role);

/** Whether someone of this role may open the route of that name; a detail belongs to its list. */
export const mayOpen = (role: UserRole, route: string): boolean => {
  const screen = SCREENS.find(({ name }) => name === route || name === `${route}s`);
  return screen === undefined || screensFor(role).includes(screen);
};

/** Where one arrives. */
export const homeOf = (role: UserRole): ScreenName => (role === "admin" ? "overview" : "reports");
