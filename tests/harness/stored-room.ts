import type { Entry } from "../../src/protocol/entries.ts";
import type { Mark } from "../../src/protocol/primitives.ts";
import type { StoredRoom } from "./checker/evidence.ts";
import type { Rest } from "./rest.ts";

interface Page {
  readonly entries?: Entry[];
  readonly reset?: boolean;
  readonly tip: Mark;
}

/** The whole log of a room over REST. */
export const readRoom = async (rest: Rest, token: string, room: string): Promise<StoredRoom> => {
  const entries: Entry[] = [];
  for (let after = 0; ; ) {
    const path = `/api/rooms/${room}/entries?after=${after}&limit=100`;
    const page = await rest.ok<Page>("GET", path, { token });
    entries.push(...(page.entries ?? []));
    after = entries.at(-1)?.seq ?? 0;
    if (page.entries === undefined || page.entries.length === 0 || after >= page.tip.seq) {
      return { room, floor: entries[0]?.seq ?? 1, tip: page.tip, entries };
    }
  }
};
