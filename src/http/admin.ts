import type { Passwords } from "../core/accounts/passwords.ts";
import type { LimitTraffic } from "../core/limits/limit-traffic.ts";
import type { LiveSettings } from "../core/live-settings.ts";
import type { Announcements } from "../core/moderation/announcements.ts";
import type { AuditLog } from "../core/moderation/audit-log.ts";
import type { Enforcements } from "../core/moderation/enforcements.ts";
import type { LiveAnnouncements } from "../core/moderation/live-announcements.ts";
import type { Moderation } from "../core/moderation/moderation.ts";
import type { ReportResolution } from "../core/moderation/report-resolution.ts";
import type { Reports } from "../core/moderation/reports.ts";
import type { RoomRuling } from "../core/rooms/room-rules.ts";
import type { Servers } from "../core/servers.ts";
import type { Connections } from "../ports/connections.ts";
import { DRAIN_PACE } from "../protocol/drain.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { parseRange } from "../protocol/ip-address.ts";
import { adminRoutes } from "../protocol/rest/admin.ts";
import { adminBanRoutes } from "../protocol/rest/admin-bans.ts";
import { adminClientRoutes, CLIENT_SORTS } from "../protocol/rest/admin-clients.ts";
import { adminServerRoutes } from "../protocol/rest/admin-servers.ts";
import { adminSettingsRoutes } from "../protocol/rest/admin-settings.ts";
import { readOrder } from "../protocol/rest/sort.ts";
import { type AdminAccessDeps, bindAdminAccessRoutes } from "./admin-access.ts";
import { bindAnnouncementRoutes } from "./admin-announcements.ts";
import { bindAuditRoutes } from "./admin-audit.ts";
import { bindReportRoutes } from "./admin-reports.ts";
import { bindRoomRuleRoutes } from "./admin-room-rules.ts";
import { type AdminRoomDeps, bindAdminRoomRoutes } from "./admin-rooms.ts";
import { accepted, created, noContent, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface AdminRouteDeps extends AdminAccessDeps, AdminRoomDeps {
  readonly passwords: Passwords;
  readonly moderation: Moderation;
  readonly enforcements: Enforcements;
  readonly reports: Reports;
  readonly resolution: ReportResolution;
  readonly ruling: RoomRuling;
  readonly servers: Servers;
  readonly announcements: Announcements;
  readonly liveAnnouncements: LiveAnnouncements;
  readonly connections: Connections;
  readonly audit: AuditLog;
  readonly settings: LiveSettings;
  readonly traffic: LimitTraffic;
}

const bindServers = (binder: RouteBinder, { servers }: AdminRouteDeps): void => {
  binder.bind(adminServerRoutes.servers, async ({ query }) =>
    ok(await servers.list(query.cursor, query.limit)),
  );

  binder.bind(adminServerRoutes.drainServer, async ({ params, body }) =>
    accepted(await servers.drain(params.server_id, body.clients_per_s ?? DRAIN_PACE.default)),
  );

  binder.bind(adminServerRoutes.drain, async ({ params }) =>
    ok({ drain: await servers.progress(params.server_id) }),
  );

  binder.bind(adminServerRoutes.abortDrain, async ({ params }) =>
    ok(await servers.abortDrain(params.server_id)),
  );
};

const bindClients = (binder: RouteBinder, deps: AdminRouteDeps): void => {
  const { connections, moderation } = deps;

  const require = async (connectionId: string) => {
    const client = await connections.get(connectionId);
    if (client === undefined) throw new ProtocolError("not_found", "No such connection.");
    return client;
  };

  binder.bind(adminClientRoutes.clients, async ({ query }) => {
    const { exact, ip, room_id, server_id, sort, ...filter } = query;
    if (ip !== undefined && parseRange(ip) === undefined) {
      const issues = [{ path: "ip", message: "must be an address or a CIDR" }];
      throw new ProtocolError("bad_request", "The request is not valid.", { issues });
    }
    const page = await connections.list({
      ...filter,
      ip,
      exact: exact === "true",
      roomId: room_id,
      serverId: server_id,
      order: readOrder(CLIENT_SORTS, sort, "connected"),
    });
    return ok({
      clients: [...page.items],
      ...(page.partial === undefined ? {} : { partial: page.partial }),
      ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
    });
  });

  binder.bind(adminClientRoutes.client, async ({ params }) =>
    ok({ client: await require(params.connection_id) }),
  );

  binder.bind(adminClientRoutes.disconnectClient, async ({ params }) => {
    await require(params.connection_id);
    return ok({ enforced: await moderation.disconnect(params.connection_id) });
  });

  binder.bind(adminClientRoutes.disconnectClients, async ({ body }) =>
    ok({ enforced: await moderation.disconnectMany(body.connection_ids) }),
  );
};

const bindUsers = (binder: RouteBinder, deps: AdminRouteDeps): void => {
  const { moderation, enforcements, passwords } = deps;
  binder.bind(adminRoutes.users, async ({ query }) =>
    ok(await moderation.listUsers(query, query.cursor, query.limit)),
  );

  binder.bind(adminRoutes.user, async ({ params }) =>
    ok({ user: await moderation.getUser(params.id) }),
  );

  binder.bind(adminRoutes.updateUser, async ({ params, body }) =>
    ok(await moderation.updateUser(params.id, body)),
  );

  binder.bind(adminRoutes.resetCode, async ({ params }) => {
    const { code, expiresAt } = await passwords.createResetCode(params.id);
    return created({ code, expires_at: expiresAt });
  });

  binder.bind(adminBanRoutes.bans, async ({ query }) =>
    ok(await moderation.listBans(query, query.cursor, query.limit)),
  );

  binder.bind(adminBanRoutes.previewBan, async ({ body }, { caller, device }) =>
    ok({ preview: await moderation.previewBan(caller, body, device.address) }),
  );

  binder.bind(adminBanRoutes.enforcements, async () =>
    ok({ enforcements: await enforcements.list() }),
  );

  binder.bind(adminBanRoutes.enforcement, async ({ params }) =>
    ok({ enforcement: await enforcements.get(params.id) }),
  );

  binder.bind(adminBanRoutes.createBan, async ({ body }, { caller, device, audit }) => {
    const made = await moderation.ban(caller, body, device.address);
    // The guest whose number it was then.
    if (body.guest_number !== undefined) audit.target(made.ban.user_id ?? "");
    return created(made);
  });

  binder.bind(adminBanRoutes.liftBan, async ({ params }) => {
    await moderation.liftBan(params.id);
    return noContent;
  });
};

export const bindAdminRoutes = (binder: RouteBinder, deps: AdminRouteDeps): void => {
  const { settings } = deps;
  bindAdminAccessRoutes(binder, deps);
  bindServers(binder, deps);
  bindClients(binder, deps);
  bindUsers(binder, deps);
  bindReportRoutes(binder, deps);
  bindAnnouncementRoutes(binder, deps.announcements, deps.liveAnnouncements);
  bindRoomRuleRoutes(binder, deps);

  bindAdminRoomRoutes(binder, deps);
  bindAuditRoutes(binder, deps.audit);

  binder.bind(adminSettingsRoutes.settings, () => ok(settings.current));

  binder.bind(adminSettingsRoutes.simulateLimits, async ({ body }) =>
    ok({ simulation: await deps.traffic.simulate(body.limits) }),
  );

  binder.bind(adminSettingsRoutes.putSettings, async ({ body: { was, ...wanted } }) =>
    ok(await settings.put(wanted, was)),
  );
};
