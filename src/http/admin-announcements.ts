import type { Announcements } from "../core/moderation/announcements.ts";
import type { LiveAnnouncements } from "../core/moderation/live-announcements.ts";
import { adminAnnouncementRoutes } from "../protocol/rest/admin-announcements.ts";
import { announcementRoutes } from "../protocol/rest/announcements.ts";
import { created, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export const bindAnnouncementRoutes = (
  binder: RouteBinder,
  announcements: Announcements,
  live: LiveAnnouncements,
): void => {
  binder.bind(announcementRoutes.notices, async (_input, { caller }) =>
    ok({ announcements: await live.noticesFor(caller) }),
  );

  binder.bind(adminAnnouncementRoutes.announcements, async ({ query }) =>
    ok(await announcements.list(query.state, query.cursor, query.limit)),
  );

  binder.bind(adminAnnouncementRoutes.announce, async ({ body }, { caller, audit }) => {
    const made = await announcements.announce(caller, body);
    audit.target(made.announcement.id);
    return created(made);
  });

  binder.bind(adminAnnouncementRoutes.previewAnnouncement, async ({ body }) =>
    ok({ reach: await announcements.reach(body.audience ?? { to: "everyone" }) }),
  );

  binder.bind(adminAnnouncementRoutes.updateAnnouncement, async ({ params, body }) =>
    ok(await announcements.update(params.id, body)),
  );

  binder.bind(adminAnnouncementRoutes.withdrawAnnouncement, async ({ params }) =>
    ok({ enforced: await announcements.withdraw(params.id) }),
  );
};
