import type { Notice } from "../../../src/protocol/announcements.ts";
import type { EventOf } from "../../../src/protocol/events.ts";

/** What is shown of one. */
export type Shown = Pick<Notice, "id" | "text" | "level" | "version" | "room_id" | "ends_at">;

const FOREVER = Number.MAX_SAFE_INTEGER;

/** As one comes while the app is open. */
export const shownOf = ({
  id,
  text,
  level = "info",
  version = 1,
  room_id,
  ends_at = FOREVER,
}: EventOf<"announcement">): Shown => ({
  id,
  text,
  level,
  version,
  ends_at,
  ...(room_id !== undefined && { room_id }),
});

/** One that was dismissed is known by its version: a changed text shows again. */
export const dismissalOf = ({ id, version }: Pick<Shown, "id" | "version">): string =>
  `${id}:${version}`;

/** In the place of what it was, else after the others. */
export const withOne = (list: readonly Shown[], one: Shown): Shown[] => {
  const known = list.findIndex(({ id }) => id === one.id);
  return known < 0 ? [...list, one] : list.with(known, one);
};

export const visible = (
  list: readonly Shown[],
  dismissed: ReadonlySet<string>,
  now: number,
  openRoom: string | undefined,
): Shown[] =>
  list.filter(
    (one) =>
      one.ends_at > now &&
      !dismissed.has(dismissalOf(one)) &&
      (one.room_id === undefined || one.room_id === openRoom),
  );
