import type { AnnouncementRecord } from "../../ports/store/announcements.ts";
import type {
  AnnouncementState,
  Audience,
  KeptAnnouncement,
  Notice,
} from "../../protocol/announcements.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { AnnouncementEvent } from "../../protocol/events.ts";
import type { Caller } from "../caller.ts";

/** How long one lasts of which nothing else is said. */
const DAY_MS = 24 * 3_600_000;

export const invalidField = (path: string, message: string): ProtocolError =>
  new ProtocolError("bad_request", "The request is not valid.", { issues: [{ path, message }] });

export const endOf = (startsAt: number, endsAt: number | undefined, now: number): number => {
  const end = endsAt ?? startsAt + DAY_MS;
  if (end <= now) throw invalidField("ends_at", "must be in the future");
  if (end <= startsAt) throw invalidField("ends_at", "must be after it starts");
  return end;
};

export const isFor = (
  audience: Audience,
  kind: Caller["user"]["kind"],
  rooms: ReadonlySet<string>,
): boolean => {
  if (audience.to === "everyone") return true;
  if (audience.to === "room") return rooms.has(audience.room_id);
  return audience.to === (kind === "guest" ? "guests" : "members");
};

export const viewNotice = (record: AnnouncementRecord): Notice => ({
  id: record.id,
  text: record.text,
  level: record.level,
  version: record.version,
  ...(record.audience.to === "room" ? { room_id: record.audience.room_id } : {}),
  starts_at: record.startsAt,
  ends_at: record.endsAt,
});

const stateOf = ({ startsAt, endsAt }: AnnouncementRecord, now: number): AnnouncementState => {
  if (endsAt <= now) return "ended";
  return startsAt <= now ? "live" : "scheduled";
};

export const viewAnnouncement = (record: AnnouncementRecord, now: number): KeptAnnouncement => ({
  id: record.id,
  text: record.text,
  level: record.level,
  audience: record.audience,
  version: record.version,
  state: stateOf(record, now),
  starts_at: record.startsAt,
  ends_at: record.endsAt,
  created_by: record.createdBy,
  created_at: record.createdAt,
  reached: record.reached,
});

export const eventOf = ({ id, text, level, version, audience, endsAt }: AnnouncementRecord) =>
  ({
    event: "announcement",
    id,
    text,
    level,
    version,
    ...(audience.to === "room" ? { room_id: audience.room_id } : {}),
    ends_at: endsAt,
  }) satisfies AnnouncementEvent;
