/** Randomness, so that a simulation can repeat itself. */
export interface Random {
  /** Cryptographically strong outside the simulation. */
  bytes(length: number): Uint8Array;
  /** Uniform in [0, 1); for jitter, never for secrets. */
  fraction(): number;
  /** A UUIDv7 for `now` (milliseconds): ids of one process ascend. */
  uuid(now: number): string;
}
