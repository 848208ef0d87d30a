import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { ChatClient } from "../../src/client/chat-client.ts";
import { cookieFetch } from "../../src/client/cookie-fetch.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import { LIMITS } from "../../src/protocol/limits.ts";

export interface CastOptions {
  readonly url: string;
  /** Guests (but for nicks too long for one) need no password hash, and GUESTS=public at the server to get into a public room. */
  readonly guests: boolean;
  /** Of all accounts; with the same one an interrupted replay can be gone on with. */
  readonly password: string;
  /** Sockets open at a time, beside the stage's own. */
  readonly maxConnections: number;
}

const HURRY_MS = 1_000;

interface Actor {
  readonly client: ChatClient;
  /** Rooms that it is known to be a member of. */
  readonly rooms: Set<string>;
  /** Lines that it has not finished: it is not sent away meanwhile. */
  busy: number;
}

/** What nobody else has to do anything about is tried again until the server is there. */
export const persist = async <T>(what: () => Promise<T>): Promise<T> => {
  for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await what();
    } catch (error) {
      const again =
        error instanceof ProtocolError &&
        (error.code === "unavailable" ||
          error.code === "internal" ||
          error.code === "rate_limited");
      if (!again) throw error;
      await delay(error.retryAfterMs ?? wait);
    }
  }
};

/** A name that can log in, one of its own for each spelling of a nick. */
const usernameOf = (nick: string): string => {
  const readable = nick
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, "")
    .slice(0, 16);
  return `irc.${readable}.${createHash("sha256").update(nick).digest("hex").slice(0, 10)}`;
};

/** The users of a log, by nick, of whom only the last to have spoken are connected. */
export class Cast {
  readonly #options: CastOptions;
  /** Least recently used first. */
  readonly #connected = new Map<string, Actor>();
  readonly #actors = new Map<string, Promise<Actor>>();
  readonly #hurry: NodeJS.Timeout;

  constructor(options: CastOptions) {
    this.#options = options;
    // The next line waits for its own nick: people press "Try now" meanwhile.
    this.#hurry = setInterval(() => {
      for (const { client } of this.#connected.values()) client.retryNow();
    }, HURRY_MS);
  }

  get size(): number {
    return this.#actors.size;
  }

  /** The nick's client, connected or about to be, and a member of the room; `release` lets it be sent away. */
  async enter(nick: string, roomId: string): Promise<{ client: ChatClient; release(): void }> {
    let entering = this.#actors.get(nick);
    if (entering === undefined) {
      entering = this.#create(nick);
      this.#actors.set(nick, entering);
    }
    const actor = await entering;
    actor.busy++;
    await this.#connect(nick, actor);
    if (!actor.rooms.has(roomId)) {
      await persist(() => actor.client.rest.call("joinRoom", { params: { room_id: roomId } }));
      actor.rooms.add(roomId);
    }
    return { client: actor.client, release: () => void actor.busy-- };
  }

  dismiss(): void {
    clearInterval(this.#hurry);
    for (const { client } of this.#connected.values()) client.stop();
    this.#connected.clear();
  }

  async #create(nick: string): Promise<Actor> {
    const client = new ChatClient({ url: this.#options.url, fetch: cookieFetch(), sendWindow: 32 });
    const guest = this.#options.guests && nick.length <= LIMITS.guestDisplayName;
    if (guest) await persist(() => client.session.guest({ display_name: nick }));
    else await persist(() => this.#signIn(client, nick));
    return { client, rooms: new Set(), busy: 0 };
  }

  async #signIn(client: ChatClient, nick: string): Promise<void> {
    const credentials = { username: usernameOf(nick), password: this.#options.password };
    try {
      await client.session.register({ ...credentials, display_name: nick });
    } catch (error) {
      if (!(error instanceof ProtocolError && error.code === "conflict")) throw error;
      await client.session.login(credentials);
    }
  }

  async #connect(nick: string, actor: Actor): Promise<void> {
    this.#connected.delete(nick);
    this.#connected.set(nick, actor);
    for (const [other, { client, busy }] of this.#connected) {
      if (this.#connected.size <= this.#options.maxConnections) break;
      if (busy > 0) continue;
      client.stop();
      this.#connected.delete(other);
    }
    await actor.client.start();
  }
}
