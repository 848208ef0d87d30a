import type { Authenticator } from "../core/accounts/authenticator.ts";
import type { Caller } from "../core/caller.ts";
import type { Messages } from "../core/messages/messages.ts";
import type { Speech } from "../core/messages/speech.ts";
import type { Members } from "../core/rooms/members.ts";
import type { RoomContext } from "../core/rooms/room-context.ts";
import type { Rooms } from "../core/rooms/rooms.ts";
import type { Meter } from "../core/stats/meter.ts";
import type { Logger } from "../ports/logger.ts";
import type { Counter } from "../ports/metrics.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import type { User } from "../protocol/users.ts";
import type { Hub } from "./hub.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Sessions } from "./sessions.ts";

/** What actions work with. */
export interface RealtimeContext extends RoomContext {
  readonly log: Sequencer;
  readonly serverId: string;
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly speech: Pick<Speech, "check" | "isBlocked">;
  readonly authenticator: Authenticator;
  readonly limiter: RateLimiter;
  readonly logger: Logger;
  readonly rename: (caller: Caller, displayName: string) => Promise<User>;
  readonly meter: Meter;
  readonly received: Counter;
  readonly refused: Counter;
}
