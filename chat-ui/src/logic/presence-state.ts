/** Here, gone a short while ago, or gone: three states that differ in shape, not in colour alone. */
export type PresenceState = "online" | "recent" | "offline";

export interface Seen {
  readonly online: boolean;
  /** When the last connection was seen to go, by this device's clock. */
  readonly leftAt?: number;
}

/** A reload or a change of network is no departure. */
export const FLAP_MS = 10_000;
export const RECENT_MS = 10 * 60_000;

export const presenceState = (seen: Seen, now: number): PresenceState => {
  if (seen.online) return "online";
  if (seen.leftAt === undefined) return "offline";
  const gone = now - seen.leftAt;
  if (gone < FLAP_MS) return "online";
  return gone < RECENT_MS ? "recent" : "offline";
};

/** When the state of somebody who left changes next by itself. */
export const nextChange = (seen: Seen, now: number): number | undefined => {
  if (seen.online || seen.leftAt === undefined) return undefined;
  const { leftAt } = seen;
  return [leftAt + FLAP_MS, leftAt + RECENT_MS].find((at) => at > now);
};
