/** Which states a run went through, and how often: the measure of a simulation is not its count of seeds. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  note(state: string, times = 1): void {
    this.#counts.set(state, (this.#counts.get(state) ?? 0) + times);
  }

  add(other: Coverage): void {
    for (const [state, times] of other.entries()) this.note(state, times);
  }

  count(state: string): number {
    return this.#counts.get(state) ?? 0;
  }

  missing(states: readonly string[]): string[] {
    return states.filter((state) => this.count(state) === 0);
  }

  entries(): [string, number][] {
    return Array.from(this.#counts).sort(([a], [b]) => a.localeCompare(b));
  }
}

/** What all seeds of one server, or of two, must have been through, or they prove nothing. */
export const STATES: readonly string[] = [
  "batch of several",
  "append conflict: seq",
  "append conflict: cid",
  "append failed before it took effect",
  "append failed after it took effect",
  "append in doubt",
  "crash before an append took effect",
  "crash after an append took effect",
  "drain",
  "withdrawn",
  "repeated over REST",
  "entries arrived early",
  "gap to be filled",
  "a tip sweep found entries that were lost",
  "bus outage",
  "command lost",
  "swept: joined",
  "swept: left",
  "swept: role",
  "fell behind",
  "paged from the ring",
  "paged from the store",
  "a page was kept",
  "a page was not kept",
  "ring cleared",
  "reset",
  "retention",
  "reload",
  "room removed: kicked",
  "closed 1006",
  "closed 1012",
  "closed 3001",
];

/** The branches of DESIGN §2.2–2.12 that the seeds of a cluster must have been through, by paragraph. */
export const BRANCHES: Readonly<Record<string, readonly string[]>> = {
  "2.2 lanes and ordered batches": [
    "batch of several",
    "batch of several rooms",
    "batch stopped at its first entry",
    "batch stopped in its midst",
    "what stood behind a conflict was stored later",
    "entries of two servers alternate",
  ],
  "2.3 where a tip comes from": [
    "numbered by a tip that was known",
    "numbered by a tip that was read",
    "a tip was learnt from the bus",
    "append conflict: seq",
    "renumbered",
  ],
  "2.4 repeats": [
    "append conflict: cid",
    "repeated over REST",
    "another message under the same cid was refused",
  ],
  "2.5 unknown outcomes": [
    "acknowledgement lost",
    "write in doubt: deposed",
    "write in doubt: wtimeout",
    "the driver tried again",
    "append in doubt",
    "in doubt, and it stood",
    "in doubt, and it did not stand",
    "election",
    "rolled back",
    "survived without a majority",
    "crash before an append took effect",
    "crash after an append took effect",
  ],
  "2.6 durable, published, acked": ["entries lost on the bus", "published while the bus was down"],
  "2.7 majority reads": [
    "read did not see what no majority had",
    "read waited for what the server had seen",
    "read from a deposed primary",
  ],
  "2.8 an immutable log": [
    "edit stored",
    "delete stored",
    "reaction stored",
    "transaction tried again",
    "ring cleared",
    "reset",
  ],
  "2.9 rings, reordering and gaps": [
    "entries arrived early",
    "entries arrived twice",
    "gap to be filled",
    "late entries closed a gap",
    "a gap was filled from the store",
  ],
  "2.10 joining and resuming": [
    "entries arrived while a room was opened",
    "live at once",
    "resumed behind",
    "fell behind",
    "paged from the ring",
    "paged from the store",
  ],
  "2.11 silent loss": [
    "a tip sweep found entries that were lost",
    "swept while the bus was down",
    "swept after a resubscribe",
    "silence",
    "silence noticed",
  ],
  "2.12 channels follow members": ["a server without members was sent nothing"],
};
