import type { ServerEvent } from "../protocol/events.ts";

/**
 * Frames are arrays of events; anything else is no server of ours, and says nothing. What the events are
 * made of is not checked here: the schemas would double the size of the client in a browser, and the
 * server's tests hold every frame to them.
 */
export const parseFrame = (data: unknown): readonly ServerEvent[] => {
  if (typeof data !== "string") return [];
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    return [];
  }
  return Array.isArray(frame) ? (frame as ServerEvent[]) : [];
};
