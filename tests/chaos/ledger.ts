import { History, type Observation } from "../harness/history.ts";

type Unstamped<T> = T extends { readonly at: number } ? Omit<T, "at"> : never;

interface Presence {
  /** When anything was heard of its connection last, or it tried to make one. */
  heard: number;
  /** Since when it has had no connection that answers; undefined while it has. */
  offlineSince: number | undefined;
}

/** Clients give their connections their own name, and a number. */
const clientOf = (connection: string): string => connection.slice(0, connection.lastIndexOf("#"));

/** What all clients of an epoch saw, and the figures that can be told before anybody checks it. */
export class Ledger extends History {
  readonly #clients = new Map<string, Presence>();
  readonly #sent = new Set<string>();
  readonly #acked = new Set<string>();
  #retried = 0;
  #reconnects = 0;
  #longestOfflineMs = 0;

  /** Messages that were acked, however often. */
  get acked(): number {
    return this.#acked.size;
  }

  /** Messages that were sent again, as what became of them was not known. */
  get retried(): number {
    return this.#retried;
  }

  get reconnects(): number {
    return this.#reconnects;
  }

  /** From the last that a client heard on one connection to its being authenticated on the next. */
  get longestOfflineMs(): number {
    return this.#longestOfflineMs;
  }

  /** Milliseconds in which nothing was heard of this client, not even that it tried to connect. */
  silenceOf(client: string): number {
    return performance.now() - this.#presence(client).heard;
  }

  override record(observation: Unstamped<Observation>): void {
    super.record(observation);
    if (!("connection" in observation)) return;
    const client = clientOf(observation.connection);
    const presence = this.#presence(client);
    if (observation.kind === "sent") this.#noteSent(client, observation);
    else if (observation.kind === "closed") {
      presence.offlineSince ??= presence.heard;
      presence.heard = performance.now();
    } else {
      presence.heard = performance.now();
      if (observation.kind === "received") this.#noteReceived(client, presence, observation);
    }
  }

  #presence(client: string): Presence {
    const known = this.#clients.get(client);
    if (known !== undefined) return known;
    const presence = { heard: performance.now(), offlineSince: undefined };
    this.#clients.set(client, presence);
    return presence;
  }

  #noteSent(client: string, { action }: { readonly action: Sent["action"] }): void {
    if (action.action !== "send_message") return;
    const key = `${client} ${action.cid}`;
    if (this.#sent.has(key)) this.#retried += 1;
    this.#sent.add(key);
  }

  #noteReceived(client: string, presence: Presence, { event }: Pick<Received, "event">): void {
    if (event.event === "ack" && this.#sent.has(`${client} ${event.cid}`)) {
      this.#acked.add(`${client} ${event.cid}`);
    }
    if (event.event !== "authenticated" || presence.offlineSince === undefined) return;
    this.#reconnects += 1;
    const offlineMs = performance.now() - presence.offlineSince;
    this.#longestOfflineMs = Math.max(this.#longestOfflineMs, offlineMs);
    presence.offlineSince = undefined;
  }
}

type Sent = Extract<Observation, { readonly kind: "sent" }>;
type Received = Extract<Observation, { readonly kind: "received" }>;
