import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestBindings } from "../ports/runtime.ts";
import type { OpenSocket } from "../ports/socket.ts";
import { NetSocket } from "./net-socket.ts";
import { peerAddress } from "./peer-address.ts";
import type { SocketContext } from "./peer-socket.ts";
import type { Acceptor } from "./ws-acceptor.ts";

export class PlainBindings implements RequestBindings {
  protected readonly incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.incoming = incoming;
  }

  get remoteAddress(): string {
    return peerAddress(this.incoming.socket.remoteAddress);
  }

  upgradeWebSocket(_open: OpenSocket): Response | undefined {
    return undefined;
  }
}

const NOTHING_READ = Buffer.alloc(0);

/** Of a request that asks to become a WebSocket: it has a response until it does. */
export class HandshakeBindings extends PlainBindings {
  readonly #outgoing: ServerResponse;
  readonly #acceptor: Acceptor;
  readonly #context: SocketContext;

  constructor(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    acceptor: Acceptor,
    context: SocketContext,
  ) {
    super(incoming);
    this.#outgoing = outgoing;
    this.#acceptor = acceptor;
    this.#context = context;
  }

  override upgradeWebSocket(open: OpenSocket): Response | undefined {
    const stream = this.incoming.socket;
    this.#outgoing.detachSocket(stream);
    this.#acceptor.handleUpgrade(this.incoming, stream, NOTHING_READ, (ws) => {
      new NetSocket(this.#context, ws, stream, open);
    });
    // It goes nowhere: what it would be written to has no connection any more.
    return new Response(null);
  }
}
