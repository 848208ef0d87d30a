import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Presence } from "../../ports/presence.ts";
import type { Random } from "../../ports/random.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Settings } from "../../protocol/settings.ts";
import type { UserDirectory } from "../accounts/user-directory.ts";
import type { RoomLog } from "../messages/room-log.ts";
import type { RoomViews } from "./room-view.ts";

/** What the use cases about rooms share. */
export interface RoomContext {
  readonly store: Store;
  readonly log: RoomLog;
  readonly bus: Bus;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: UserDirectory;
  readonly views: RoomViews;
  readonly settings: () => Settings;
  readonly policy: { readonly guestsInPublicRooms: boolean };
}
