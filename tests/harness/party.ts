import { setTimeout as delay } from "node:timers/promises";
import { ChatClient } from "./chat-client.ts";
import { check } from "./checker/check.ts";
import type { StoredRoom, Violation } from "./checker/evidence.ts";
import { History } from "./history.ts";
import { readSettled } from "./read-settled.ts";
import { guest, type Identity, Rest, register } from "./rest.ts";
import { type Dice, integer, pick } from "./seeded.ts";
import { readRoom } from "./stored-room.ts";
import { until } from "./wait.ts";

/** A server, or several that are one. */
export interface Venue {
  readonly url: string;
  readonly wsUrls: readonly string[];
}

interface Guestbook {
  readonly room: string;
  readonly clients: ChatClient[];
}

const SHOWN = 20;
/** Whoever is not at the tip by then does not get there. */
const ARRIVAL_MS = 60_000;

/** Unanswered sends that each client keeps in flight. */
const WINDOW = 4;

/**
 * Accounts in a public and a private room and guests in an ephemeral one, all talking, all
 * recording; `settle` ends the talk and holds what everyone saw against the store.
 */
export class Party implements AsyncDisposable {
  readonly history = new History();
  readonly rest: Rest;
  readonly rooms: Guestbook[] = [];
  readonly clients: ChatClient[] = [];
  readonly #venue: Venue;
  readonly #dice: Dice;
  #sent = 0;
  #seats = 0;
  #talk: Promise<void> | undefined;
  #talking = false;

  private constructor(venue: Venue, dice: Dice) {
    this.#venue = venue;
    this.#dice = dice;
    this.rest = new Rest(venue.url);
  }

  static async gather(venue: Venue, dice: Dice): Promise<Party> {
    const party = new Party(venue, dice);
    const accounts = await Promise.all(
      ["ada", "ben", "cleo", "dan"].map((name) => register(party.rest, name)),
    );
    const guests = await Promise.all(["eve", "finn", "gus"].map((name) => guest(party.rest, name)));
    const [ada, ben, cleo, dan] = await Promise.all(accounts.map((a) => party.client(a)));
    const others = await Promise.all(guests.map((g) => party.client(g)));
    const [eve] = others;
    if (!(ada && ben && cleo && dan && eve)) throw new Error("not all came");

    await party.openRoom(ada, "agora", "public", [ben, cleo, dan]);
    await party.openRoom(eve, "patio", "ephemeral", others.slice(1));
    const cellar = await party.openRoom(ben, "cellar", "private", []);
    for (const client of [ada, cleo]) {
      const { token } = ben.identity;
      const body = { user_id: client.identity.user.id };
      await party.rest.ok("POST", `/api/rooms/${cellar.room}/members`, { token, body });
      await until("room_added", () => client.cursors.has(cellar.room));
      cellar.clients.push(client);
    }
    return party;
  }

  /** Another connection, of a new user or of one who is here already. */
  async client(identity: Identity, name?: string): Promise<ChatClient> {
    const client = new ChatClient(this.#venue.wsUrls, identity, this.history, {
      ...(name === undefined ? {} : { name }),
      // Where there are several servers, neighbours sit on different ones.
      first: this.#seats++,
    });
    this.clients.push(await client.connect());
    return client;
  }

  async openRoom(
    owner: ChatClient,
    name: string,
    kind: "public" | "private" | "ephemeral",
    others: readonly ChatClient[],
  ): Promise<Guestbook> {
    const { room } = await owner.expect("room_created", "create_room", { name, kind });
    for (const other of others) {
      await other.expect("room_joined", "join_room", { room_id: room.id });
    }
    const guestbook = { room: room.id, clients: [owner, ...others] };
    this.rooms.push(guestbook);
    return guestbook;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Who waits for what, for when a talk does not go on. */
  get standing(): string {
    const waiting = this.clients
      .filter(({ ready, outbox }) => !ready || outbox.size > 0)
      .map(({ name, ready, outbox, closes }) => {
        const [cid = "none"] = outbox.keys();
        const where = ready ? "connected" : "away";
        return `${name} ${where}, ${outbox.size} unanswered from ${cid} on, closed ${closes.join(" ") || "never"}`;
      });
    return `${this.#sent} sent; ${waiting.join("; ")}`;
  }

  /** Everyone keeps a few sends in flight, and now and then edits or reacts. */
  talk(): void {
    this.#talking = true;
    this.#talk = this.#loop();
  }

  async #loop(): Promise<void> {
    while (this.#talking) {
      for (const { room, clients } of this.rooms) {
        for (const client of clients) this.#say(room, client);
      }
      await delay(10);
    }
  }

  #say(room: string, client: ChatClient): void {
    const dice = this.#dice;
    while (client.outbox.size < WINDOW) {
      const cid = `${client.name}-${++this.#sent}`;
      client.send(room, cid, `${cid}: ${"la ".repeat(integer(dice, 1, 40))}`);
    }
    const seq = client.cursors.get(room);
    if (!client.ready || seq === undefined || seq < 1 || dice() > 0.05) return;
    // Its fate does not matter, only that all see the same of it.
    const target = { room_id: room, seq: integer(dice, Math.max(1, seq - 20), seq) };
    if (dice() < 0.7)
      client.act("react", { ...target, emoji: pick(dice, ["👍", "🎉", "❤️"]), on: true });
    else client.act("edit_message", { ...target, content: `edited ${this.#sent}` });
  }

  async hush(): Promise<void> {
    this.#talking = false;
    await this.#talk;
  }

  /** Ends the talk, waits until all is answered and everyone is at the tip, and checks. */
  async settle(): Promise<Violation[]> {
    await this.hush();
    await until(
      () => `all sends answered (${this.standing})`,
      () => this.clients.every((c) => c.outbox.size === 0 || c.ended),
      120_000,
    );
    const settled = this.rooms.flatMap(({ room, clients }) =>
      clients.filter((c) => !c.ended).map((client) => ({ client, room })),
    );
    const stored = await readSettled(settled, () => this.#stored(), ARRIVAL_MS);
    const violations = check({
      history: this.history.observations,
      stored,
      settled: settled.map(({ client, room }) => ({ client: client.name, room })),
    });
    // One fault shows a thousand times.
    return violations.slice(0, SHOWN);
  }

  #stored(): Promise<StoredRoom[]> {
    return Promise.all(
      this.rooms.map(({ room, clients }) =>
        readRoom(this.rest, clients[0]?.identity.token ?? "", room),
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hush();
    await Promise.all(this.clients.map((client) => client.stop()));
  }
}
