import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Ends an answer that waits behind others on its connection when that closes. Node.js does so by itself; Deno
 * leaves it waiting for ever, with the file that it reads (seen with 2.9.5).
 */
export const endWithConnection = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  // Of the one whose turn it is, every runtime tells.
  if (outgoing.socket !== null) return;
  const { socket } = incoming;
  const end = (): void => {
    if (outgoing.closed) return;
    outgoing.destroy();
    outgoing.emit("close");
  };
  // As many as a peer asks for at once; each leaves with its answer.
  socket.setMaxListeners(0);
  socket.once("close", end);
  outgoing.once("close", () => socket.off("close", end));
};
