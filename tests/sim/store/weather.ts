/** How a server's way to its store behaves; changed while it runs. */
export interface StoreWeather {
  /** Milliseconds before and after the effect, up to; 0: no wait at all, like an embedded store. */
  latencyMs: number;
  /** Of reads and writes; half of the appends that fail took effect all the same. */
  failures: number;
}
