import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Goes on taking a body after its answer, and throws it away. Who is still sending would lose the answer with the
 * connection, were that closed now, and so would the call that follows on it, were the body left where it is. What
 * is not over `maxMs` later ends with its connection.
 */
export const discardRest = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  maxMs: number,
): void => {
  outgoing.once("finish", () => {
    if (incoming.readableEnded) return;
    // Of the app's own reader, which would stop it again.
    incoming.removeAllListeners("data");
    incoming.removeAllListeners("readable");
    incoming.resume();
    if (incoming.complete) return;
    const timer = setTimeout(() => {
      if (!incoming.complete) incoming.socket.destroy();
    }, maxMs);
    timer.unref();
    for (const event of ["end", "close"]) incoming.once(event, () => clearTimeout(timer));
  });
};
