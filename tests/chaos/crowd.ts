import { setTimeout as delay } from "node:timers/promises";
import { ChatClient } from "../harness/chat-client.ts";
import { check } from "../harness/checker/check.ts";
import type { StoredRoom, Violation } from "../harness/checker/evidence.ts";
import { readSettled } from "../harness/read-settled.ts";
import { guest, type Identity, type Rest } from "../harness/rest.ts";
import { type Dice, integer, pick } from "../harness/seeded.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";
import { insist } from "./insist.ts";
import { Ledger } from "./ledger.ts";

/** Unanswered sends that each client keeps in flight at most. */
const WINDOW = 4;
const TURN_MS = 25;
/** Of a client in a room, at each turn. */
const CHANCES = { say: 0.2, change: 0.01, leave: 0.0005 };
/** Who hears nothing for so long, not even the answer to a ping, takes the connection for dead. */
const SILENCE_MS = 8_000;
const WATCH_MS = 1_000;
/** Between two tries to connect. */
const RETRY_MS = 250;
/** All are well by then, so this is for machines that have much else to do. */
const QUIET_MS = 180_000;

export interface GatherOptions {
  readonly wsUrls: readonly string[];
  readonly rest: Rest;
  readonly accounts: readonly Identity[];
  readonly name: string;
  readonly dice: Dice;
}

interface Gathering {
  readonly room: string;
  readonly owner: ChatClient;
  readonly clients: readonly ChatClient[];
}

/** Accounts in a public and a private room, some with two devices, and guests in an ephemeral one. */
export class Crowd implements AsyncDisposable {
  readonly ledger = new Ledger();
  readonly clients: ChatClient[] = [];
  readonly #gatherings: Gathering[] = [];
  readonly #wsUrls: readonly string[];
  readonly #dice: Dice;
  readonly #done = new AbortController();
  #work: Promise<unknown> = Promise.resolve();
  #talking = false;
  #said = 0;

  private constructor(wsUrls: readonly string[], dice: Dice) {
    this.#wsUrls = wsUrls;
    this.#dice = dice;
  }

  /** Rooms are called by `name`, which nobody had before. All come while nothing is wrong. */
  static async gather(options: GatherOptions): Promise<Crowd> {
    const crowd = new Crowd(options.wsUrls, options.dice);
    try {
      await crowd.#gather(options);
      crowd.#work = crowd.#watch();
      return crowd;
    } catch (error) {
      await crowd[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #gather({ rest, accounts, name }: GatherOptions): Promise<void> {
    const devices = [...accounts, ...accounts.slice(0, 2)];
    const members: ChatClient[] = [];
    for (const [index, account] of devices.entries()) {
      const device = index < accounts.length ? "" : "'s phone";
      members.push(await this.#enter(account, `${account.user.display_name}${device}`));
    }
    const guests: ChatClient[] = [];
    for (const who of ["eve", "finn", "gus"]) {
      guests.push(await this.#enter(await guest(rest, who), who));
    }
    await this.#open(`agora ${name}`, "public", members);
    await this.#open(`patio ${name}`, "ephemeral", guests);
    await this.#openPrivate(`cellar ${name}`, rest, members.slice(0, 3));
  }

  async #enter(identity: Identity, name: string): Promise<ChatClient> {
    const first = this.clients.length;
    const options = { name, first, retryMs: RETRY_MS };
    const client = new ChatClient(this.#wsUrls, identity, this.ledger, options);
    this.clients.push(client);
    return await client.connect();
  }

  async #open(
    name: string,
    kind: "public" | "ephemeral" | "private",
    clients: readonly ChatClient[],
  ): Promise<string> {
    const [owner, ...others] = clients;
    if (owner === undefined) throw new Error("nobody is here");
    const { room } = await owner.expect("room_created", "create_room", { name, kind });
    if (kind === "private") return room.id;
    const users = new Set([owner.identity.user.id]);
    for (const other of others) {
      const { id } = other.identity.user;
      // The devices of one user come together.
      if (users.has(id)) await until("room_added", () => other.cursors.has(room.id), QUIET_MS);
      else await other.expect("room_joined", "join_room", { room_id: room.id });
      users.add(id);
    }
    this.#gatherings.push({ room: room.id, owner, clients });
    return room.id;
  }

  async #openPrivate(name: string, rest: Rest, clients: readonly ChatClient[]): Promise<void> {
    const [owner, ...others] = clients;
    if (owner === undefined) throw new Error("nobody is here");
    const room = await this.#open(name, "private", clients);
    for (const other of others) {
      const { token } = owner.identity;
      const body = { user_id: other.identity.user.id };
      await rest.ok("POST", `/api/rooms/${room}/members`, { token, body });
      await until("room_added", () => other.cursors.has(room), QUIET_MS);
    }
    this.#gatherings.push({ room, owner, clients });
  }

  /** How many are here, whatever devices they have. */
  get users(): number {
    return new Set(this.clients.map(({ identity }) => identity.user.id)).size;
  }

  /** Everyone talks, and now and then edits, reacts, deletes, or drops the connection. */
  talk(): void {
    this.#talking = true;
    this.#work = Promise.all([this.#work, this.#loop()]);
  }

  async #loop(): Promise<void> {
    while (this.#talking) {
      for (const { room, clients } of this.#gatherings) {
        for (const client of clients) this.#act(room, client);
      }
      await delay(TURN_MS);
    }
  }

  #act(room: string, client: ChatClient): void {
    const dice = this.#dice;
    if (dice() < CHANCES.say && client.outbox.size < WINDOW) {
      const cid = `${client.name}-${++this.#said}`;
      client.send(room, cid, `${cid}: ${"la ".repeat(integer(dice, 1, 40))}`);
    }
    if (dice() < CHANCES.leave) client.socket?.terminate();
    const tip = client.cursors.get(room);
    if (dice() > CHANCES.change || !client.ready || tip === undefined || tip < 1) return;
    // What becomes of it does not matter, only that all see the same of it.
    const target = { room_id: room, seq: integer(dice, Math.max(1, tip - 20), tip) };
    const kind = dice();
    if (kind < 0.6) {
      client.act("react", { ...target, emoji: pick(dice, ["👍", "🎉", "❤️"]), on: true });
    } else if (kind < 0.9) {
      client.act("edit_message", { ...target, content: `edited ${++this.#said}` });
    } else client.act("delete_message", target);
  }

  /** As src/client does with its heartbeat, only sooner: a connection that is silent is given up. */
  async #watch(): Promise<void> {
    const { signal } = this.#done;
    while (!signal.aborted) {
      for (const client of this.clients) {
        if (client.ended) continue;
        if (this.ledger.silenceOf(client.name) > SILENCE_MS) client.socket?.terminate();
        else if (client.ready) client.act("ping", {});
      }
      await delay(WATCH_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Ends the talk. */
  hush(): void {
    this.#talking = false;
  }

  /** Resolves when all is answered and everyone is at the tip, and answers who was not, or what is wrong. */
  async settle(rest: Rest): Promise<Violation[]> {
    const isQuiet = () => this.clients.every((client) => client.ready && client.outbox.size === 0);
    await until("quiet", isQuiet, QUIET_MS).catch(() => {});
    const seats = this.#gatherings.flatMap(({ room, clients }) =>
      clients.map((client) => ({ client, room })),
    );
    const stored = await readSettled(seats, () => this.#stored(rest), QUIET_MS);
    return [
      ...this.#neverAnswered(),
      ...check({
        history: this.ledger.observations,
        stored,
        settled: seats.map(({ client, room }) => ({ client: client.name, room })),
      }),
    ];
  }

  async #stored(rest: Rest): Promise<readonly StoredRoom[]> {
    const stored: StoredRoom[] = [];
    for (const { room, owner } of this.#gatherings) {
      const { token } = owner.identity;
      stored.push(await insist(`reading ${room}`, () => readRoom(rest, token, room)));
    }
    return stored;
  }

  #neverAnswered(): Violation[] {
    return this.clients.flatMap((client): Violation[] => {
      const detail = client.ended
        ? `${client.name} was closed for good: ${client.closes.at(-1)}`
        : `${client.name} ${client.ready ? "is online" : "is offline"}, unanswered: ${[...client.outbox.keys()]}`;
      if (client.ready && client.outbox.size === 0) return [];
      return [{ invariant: "converged", detail }];
    });
  }

  /** Removes the rooms, or MongoDB would grow for as long as this goes on. */
  async clear(rest: Rest): Promise<void> {
    for (const { room, owner } of this.#gatherings) {
      const { token } = owner.identity;
      const path = `/api/rooms/${room}`;
      await insist(`removing ${room}`, async () => {
        const { status } = await rest.call("DELETE", path, { token });
        // Gone already: by a try whose answer was lost.
        if (status !== 204 && status !== 404) throw new Error(`DELETE ${path}: ${status}`);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hush();
    this.#done.abort();
    await this.#work;
    await Promise.all(this.clients.map((client) => client.stop()));
  }
}
