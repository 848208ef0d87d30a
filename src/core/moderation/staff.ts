import type { Bus, Command } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import type { Presence } from "../../ports/presence.ts";
import type { Random } from "../../ports/random.ts";
import type { Store } from "../../ports/store/store.ts";
import type { History } from "../messages/history.ts";
import type { RoomLog } from "../messages/room-log.ts";
import { AdminRooms } from "../rooms/admin-rooms.ts";
import type { RoomRulebook } from "../rooms/room-rulebook.ts";
import { RoomRuling } from "../rooms/room-rules.ts";
import type { RoomViews } from "../rooms/room-view.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { Announcements } from "./announcements.ts";
import { BanPreviews } from "./ban-preview.ts";
import type { Bans } from "./bans.ts";
import { Enforcements } from "./enforcements.ts";
import { type LiveAnnouncementDeps, LiveAnnouncements } from "./live-announcements.ts";
import { Moderation } from "./moderation.ts";
import { ReportResolution } from "./report-resolution.ts";
import { Reports } from "./reports.ts";

export interface StaffDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly serverId: string;
  readonly bans: Bans;
  readonly rulebook: RoomRulebook;
  readonly views: RoomViews;
  readonly rooms: Rooms;
  readonly history: History;
  readonly log: RoomLog;
  readonly deliver: LiveAnnouncementDeps["deliver"];
}

/** What admins and moderators do to people, rooms and everybody, wired. */
export const createStaff = (deps: StaffDeps) => {
  const { store, bus, clock, metrics, bans, rulebook, history } = deps;
  const enforcements = new Enforcements(deps);
  const previews = new BanPreviews({ store, bus, clock });
  const moderation = new Moderation({ ...deps, enforcements, previews });
  const announcements = new Announcements({ ...deps, enforcements });
  const liveAnnouncements = new LiveAnnouncements(deps);
  const adminRooms = new AdminRooms({ ...deps, rooms: store.rooms });
  metrics.gauges("crosstalk_staff", "What servers keep for admins, by kind", "what", () => ({
    enforcements_trying: enforcements.trying,
    announcements: liveAnnouncements.size,
    rooms_with_rules: rulebook.size,
  }));

  return {
    enforcements,
    moderation,
    announcements,
    liveAnnouncements,
    adminRooms,
    reports: new Reports(deps),
    resolution: new ReportResolution({ ...deps, moderation, announcements }),
    ruling: new RoomRuling({
      store: store.moderation,
      rulebook,
      rooms: adminRooms,
      history,
      enforcements,
    }),

    /** What is decided by: before the sockets that it falls on hear of it. */
    async obey(command: Command): Promise<void> {
      if (command.type === "bans_changed") await bans.refresh();
      else if (command.type === "room_rules_changed") await rulebook.refresh();
      else if (command.type === "announcements_changed") await liveAnnouncements.refresh();
      else if (command.type === "room_deleted") await rulebook.forget(command.roomId);
    },

    /** Before anybody is let in; can be repeated. */
    async load(): Promise<void> {
      await bans.refresh();
      await rulebook.refresh();
      await liveAnnouncements.load();
    },

    /** What other servers changed while they could not be heard. */
    async refresh(): Promise<void> {
      await rulebook.refresh();
      await liveAnnouncements.refresh();
    },
  };
};
