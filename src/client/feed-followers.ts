import type { ClientEvents } from "./client-events.ts";
import type { CursorKeeper } from "./cursor-keeper.ts";
import type { Emitter } from "./emitter.ts";
import type { Feed } from "./feed.ts";
import type { Outbox } from "./outbox/outbox.ts";

export interface FeedFollowers {
  readonly listeners: Emitter<ClientEvents>;
  readonly outbox: Outbox;
  /** Undefined: nothing is kept over a restart. */
  readonly cursors: CursorKeeper | undefined;
}

/** What each step of the feed through the rooms' logs means to the parts of the client, after listeners heard of it. */
export const followFeed = (feed: Feed, { listeners, outbox, cursors }: FeedFollowers): void => {
  feed.on("entry", (entry) => {
    listeners.emit("entry", entry);
    listeners.emit(entry.event, entry);
    outbox.applied(entry);
    cursors?.moved();
  });
  feed.on("reset", (event) => {
    listeners.emit("reset", event);
    outbox.dropSent(event.room_id);
    cursors?.moved();
  });
  feed.on("gap", (event) => listeners.emit("gap", event));
  feed.on("caught_up", (result) => listeners.emit("caught_up", result));
};
