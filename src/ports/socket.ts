/**
 * One array frame of events. Made once and handed to every socket that receives it, so that a room of
 * a thousand costs one encoding: the runtime keeps the bytes it writes in `wire`, which is
 * nobody else's business.
 */
export interface SharedFrame {
  readonly text: string;
  wire?: unknown;
}

/** One live WebSocket, as the realtime layer sees it. No method throws. */
export interface Socket {
  /**
   * Queues a text frame. What one stretch of code (up to its microtasks) sends to a socket leaves in one
   * write, in the order of the calls, so an ack and the room's frame cost one system call.
   *
   * `false` means not accepted and never to arrive: the socket is closing, or too much is unsent already.
   * The caller has a gap then. `true` is no receipt: a connection may always break.
   */
  send(frame: SharedFrame | string): boolean;
  /** Bytes accepted and not yet taken by the kernel. */
  bufferedBytes(): number;
  /**
   * Stops reading from the peer, so that what it sends waits in its own buffers. Messages that had been
   * read already may still come.
   */
  pause(): void;
  resume(): void;
  /**
   * Sends what is queued, then a close frame. From here on `send` is refused and nothing the peer says is
   * heard. A peer that doesn't answer in time is cut off.
   *
   * @param code one of PROTOCOL §2
   * @param reason at most 123 bytes
   */
  close(code: number, reason: string): void;
  /** Cuts the connection off, with whatever was not sent. */
  terminate(): void;
}

/**
 * What the realtime layer does with one socket. The runtime calls these one at a time, never after
 * `closed`. They must not throw; one that does is reported and its socket closed with 1011.
 */
export interface SocketHandlers {
  /** A whole text message within the limits of size and fragments, valid UTF-8. */
  message(text: string): void;
  /** A binary message came; what it held is thrown away. */
  binary(): void;
  /** A ping frame came, which the runtime answers: the peer is there. */
  pinged(): void;
  /**
   * Room again: called at least once when `bufferedBytes` has come back from above 64 KiB to nothing, and
   * possibly more often.
   */
  drain(): void;
  /**
   * The last call, exactly once, whoever closed: the peer, the network, a limit (1009, 1007, 1002) or the
   * server itself.
   *
   * @param code the peer's close code, 1005 for none, 1006 where no close frame came
   */
  closed(code: number): void;
}

/**
 * Takes over a socket that has just been opened. Called once; the runtime lets go of it and of the request
 * afterwards, so nothing of the upgrade outlives it unless the handlers keep it.
 */
export type OpenSocket = (socket: Socket) => SocketHandlers;
