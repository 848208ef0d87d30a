import { WebSocketServer } from "ws";
import type { ServerLimits } from "../ports/runtime.ts";
import { PeerWebSocket } from "./net-socket.ts";

/** Pieces of one message as the network delivers them: 64 KiB are some 45. */
const MAX_PIECES = 1_024;

/** Makes WebSockets of connections that node:http hands over. */
export const createAcceptor = (limits: ServerLimits, subprotocol: string) => {
  // Known to `ws`, not yet to its types.
  const closing = { closeTimeout: limits.closeMs };
  return new WebSocketServer({
    ...closing,
    noServer: true,
    clientTracking: false,
    WebSocket: PeerWebSocket,
    // Compressing costs more than the network does, and 300 KB a connection.
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    maxFragments: limits.messageFragments,
    maxBufferedChunks: MAX_PIECES,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
};

export type Acceptor = ReturnType<typeof createAcceptor>;
