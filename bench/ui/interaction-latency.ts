/** An event of an interaction, which has several: of a key that is pressed and let go, of a click. */
export interface TimedEvent {
  readonly interactionId: number;
  /** From the event to the paint after it. */
  readonly ms: number;
}

/** Of so many interactions the slowest is left out (https://web.dev/articles/inp). */
const PER_OUTLIER = 50;

/** INP, and the slowest interaction of all, in milliseconds. */
export const interactionToNextPaint = (
  events: readonly TimedEvent[],
): { inpMs: number; slowestMs: number } => {
  const slowest = new Map<number, number>();
  for (const { interactionId, ms } of events) {
    slowest.set(interactionId, Math.max(ms, slowest.get(interactionId) ?? 0));
  }
  const latencies = Array.from(slowest.values()).sort((a, b) => b - a);
  const place = Math.floor(latencies.length / PER_OUTLIER);
  return { inpMs: latencies[place] ?? 0, slowestMs: latencies[0] ?? 0 };
};
