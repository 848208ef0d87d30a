import { announcements } from "./announcements.ts";
import { app } from "./app.ts";
import { audit } from "./audit.ts";
import { bans } from "./bans.ts";
import { charts } from "./charts.ts";
import { clients } from "./clients.ts";
import { common } from "./common.ts";
import { drain } from "./drain.ts";
import { enforcement } from "./enforcement.ts";
import { errors } from "./errors.ts";
import { firstAdmin } from "./first-admin.ts";
import { health } from "./health.ts";
import { help } from "./help.ts";
import { limits } from "./limits.ts";
import { lists } from "./lists.ts";
import { nav } from "./nav.ts";
import { overview } from "./overview.ts";
import { reports } from "./reports.ts";
import { rewind } from "./rewind.ts";
import { rooms } from "./rooms.ts";
import { secondFactor } from "./second-factor.ts";
import { servers } from "./servers.ts";
import { signIn } from "./sign-in.ts";
import { trace } from "./trace.ts";
import { users } from "./users.ts";

export const messages = {
  announcements,
  app,
  audit,
  bans,
  charts,
  clients,
  common,
  drain,
  enforcement,
  errors,
  firstAdmin,
  health,
  help,
  limits,
  lists,
  nav,
  overview,
  reports,
  rewind,
  rooms,
  secondFactor,
  servers,
  signIn,
  trace,
  users,
};
