import { nameKey } from "../../protocol/names.ts";
import type { RoomKind } from "../../protocol/primitives.ts";

/** What a room is found by: names of public and ephemeral rooms, which are therefore unique. */
export const roomNameKey = (kind: RoomKind, name: string): string | undefined =>
  kind === "public" || kind === "ephemeral" ? nameKey(name) : undefined;
