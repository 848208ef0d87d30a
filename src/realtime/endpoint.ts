import { rateLimited } from "../core/limits/enforce-limit.ts";
import type { OpenSocket, Socket, SocketHandlers } from "../ports/socket.ts";
import { CLOSE, ProtocolError } from "../protocol/errors.ts";
import { addressGroup } from "../protocol/ip-address.ts";
import type { RealtimeContext } from "./context.ts";
import type { Dispatcher } from "./dispatch.ts";
import type { Flusher } from "./flusher.ts";
import { Inbox, type InboxDeps } from "./inbox.ts";
import { Interned } from "./interned.ts";
import { type Peer, Session, type SessionKeeper } from "./session.ts";
import type { Upkeep } from "./upkeep.ts";

export interface EndpointDeps {
  readonly context: RealtimeContext;
  readonly dispatcher: Dispatcher;
  readonly flusher: Flusher;
  readonly upkeep: Upkeep;
}

const upgradeKey = (ip: string): string => `upgrade:${addressGroup(ip)}`;

/** Where sockets come in, and where they are counted out. */
export class Endpoint implements SessionKeeper {
  readonly #deps: EndpointDeps;
  readonly #inboxDeps: InboxDeps;
  readonly #interned = new Interned();
  #draining = false;

  constructor(deps: EndpointDeps) {
    this.#deps = deps;
    this.#inboxDeps = { dispatcher: deps.dispatcher, clock: deps.context.clock };
  }

  /** Addresses and names of browsers that are kept once for all connections. */
  get knownPeers(): number {
    return this.#interned.size;
  }

  /** From now on nobody is let in, or everybody is again. */
  close(isClosed: boolean): void {
    this.#draining = isClosed;
  }

  /** Before the upgrade. Throws `unavailable` while draining, `rate_limited` when there were too many. */
  async admit(ip: string): Promise<void> {
    if (this.#draining) throw new ProtocolError("unavailable", "This server is going away.");
    const { limiter, settings } = this.#deps.context;
    const decision = await limiter.hit(upgradeKey(ip), settings().limits.upgrade);
    if (!decision.allowed) throw rateLimited(decision.retryAfterMs);
  }

  /** `token`: from the URL; it counts as the first message. */
  open(peer: Peer, token: string | undefined): OpenSocket {
    const ip = this.#interned.of(peer.ip);
    const userAgent = this.#interned.of(peer.userAgent);
    return (socket) => this.#open(socket, { ip, userAgent }, token);
  }

  #open(socket: Socket, peer: Peer, token: string | undefined): SocketHandlers {
    const { context, dispatcher, flusher } = this.#deps;
    const { clock, random, sessions } = context;
    const session = new Session({
      id: random.uuid(clock.now()),
      peer,
      socket,
      flusher,
      connectedAt: clock.now(),
      monotonic: clock.monotonic(),
      keeper: this,
    });
    sessions.add(session);
    // Let in just before the server began to go away.
    if (this.#draining) session.close(CLOSE.draining, "draining");
    const inbox = new Inbox(session, this.#inboxDeps);
    if (token !== undefined) inbox.run(() => dispatcher.authenticate(session, token));
    return inbox;
  }

  authenticated({ peer }: Session): void {
    const { limiter, settings } = this.#deps.context;
    limiter.giveBack(upgradeKey(peer.ip), settings().limits.upgrade);
  }

  closed(session: Session): void {
    const { context, upkeep } = this.#deps;
    upkeep.forget(session);
    context.hub.detachAll(session);
    context.sessions.remove(session);
    const userId = session.caller?.user.id;
    if (userId !== undefined) context.presence.disconnect(userId, session.id);
  }
}
