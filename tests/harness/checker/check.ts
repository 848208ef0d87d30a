import { acksOf, doubtsOf, type Evidence, peersOf, sendsOf, type Violation } from "./evidence.ts";
import { logGapless, storedOnce } from "./log.ts";
import { ackBeforeSend, senderOrder } from "./order.ts";
import { nothingPastRevocation } from "./revocation.ts";
import { converged, stepsByOne } from "./steps.ts";
import { ackedIsStored, sameForAll, storedAsSent } from "./stored.ts";

/** Holds what every client saw against what was stored. An empty answer is the proof. */
export const check = ({ history, stored, settled }: Evidence): Violation[] => {
  const peers = peersOf(history);
  const sends = sendsOf(history, peers);
  const acks = acksOf(history, peers);
  const logs = new Map(stored.map((s) => [s.room, s]));
  const { violations, arrived } = stepsByOne(history, peers);
  return [
    ...stored.flatMap(logGapless),
    ...stored.flatMap(storedOnce),
    ...storedAsSent(sends, stored),
    ...ackedIsStored(acks, logs),
    ...sameForAll(history, logs),
    ...violations,
    ...senderOrder(sends, acks, doubtsOf(history, peers)),
    ...ackBeforeSend(sends, acks, logs),
    ...converged(settled, arrived, logs),
    ...nothingPastRevocation(history, peers),
  ];
};
