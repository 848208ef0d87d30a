import type { Digest } from "./tally.ts";
import type { LoadSocket } from "./websocket.ts";

/** What the load generator needs of a chat, so that it treats every server alike. */
export interface Chat {
  readonly name: string;
  /** A socket of its own user, authenticated. */
  connect(index: number): Promise<LoadSocket>;
  /** A new room with this socket in it; answers its id. */
  createRoom(socket: LoadSocket, name: string): Promise<string>;
  join(socket: LoadSocket, room: string): Promise<void>;
  /** The frame that sends `content` and asks for an ack. */
  message(room: string, content: string): Buffer;
  /** Called for each frame that a loaded socket gets; true when it was the transport's own affair. */
  housekeeping(socket: LoadSocket, bytes: Buffer, start: number, end: number): boolean;
  digest(timed: boolean): Digest;
  /** The seqs of the messages in a frame: the slow and sure way, for a share of the sockets. */
  parse(text: string): number[];
}

/** What ours is measured against. */
export type PeerName = "socket.io" | "centrifugo";

export interface Target {
  readonly kind: "crosstalk" | PeerName;
  /** Clients are spread over them, one after the other. */
  readonly servers: readonly { readonly port: number; readonly pid: number }[];
  /** The mongod and the redis-server that the servers share, by process id. */
  readonly stores: readonly number[];
}
