import type { PublishedEntry } from "../ports/bus.ts";
import type { SharedFrame } from "../ports/socket.ts";

/** One array frame of events that are JSON already: encoded once, however many sockets get it. */
export const sharedFrame = (events: readonly string[]): SharedFrame => ({
  text: `[${events.join(",")}]`,
  wire: undefined,
});

export const entriesFrame = (entries: readonly PublishedEntry[]): SharedFrame =>
  sharedFrame(entries.map((entry) => entry.json));
