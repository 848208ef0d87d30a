import { ChatClient } from "../../src/client/chat-client.ts";
import { MemoryOutboxStore } from "../../src/client/outbox/outbox-store.ts";
import type { CursorStore, Network } from "../../src/client/ports.ts";
import type { Action } from "../../src/protocol/actions.ts";
import type { Entry } from "../../src/protocol/entries.ts";
import type { Observation } from "../harness/history.ts";
import { simRandom } from "./chance.ts";
import { type Link, simulatedOpen, type Tap } from "./network.ts";
import type { Owned } from "./population.ts";
import { simulatedFetch } from "./rest.ts";
import { type Machine, SimClock } from "./scheduler.ts";
import type { World } from "./world.ts";

type Unstamped<T> = T extends { readonly at: number } ? Omit<T, "at"> : never;

const ALWAYS_ONLINE: Network = { online: true, subscribe: () => () => {} };

export interface Sent {
  readonly roomId: string;
  readonly cid: string;
  readonly content: string;
  readonly replyTo: number | undefined;
}

/** A message that somebody may still say something about. */
export interface Seen {
  readonly seq: number;
  readonly senderId: string;
}
const SEEN = 30;

class MemoryCursors implements CursorStore {
  kept: Readonly<Record<string, number>>;

  constructor(kept: Readonly<Record<string, number>>) {
    this.kept = kept;
  }

  async load(): Promise<Readonly<Record<string, number>>> {
    return this.kept;
  }

  async save(_account: string, cursors: Readonly<Record<string, number>>): Promise<void> {
    this.kept = { ...cursors };
  }
}

/** A device of a user: the real client over a simulated network. Its storage survives a reload. */
export class Device {
  readonly name: string;
  readonly userId: string;
  readonly window: number;
  /** By room, the newest last. */
  readonly seen = new Map<string, Seen[]>();
  /** What was sent, in its order, whether or not it has left the outbox. */
  readonly sent: Sent[] = [];
  /** Of these, the ones that were on their way at least once. */
  readonly transmitted: Sent[] = [];
  /** Messages that are known to stand. */
  readonly acked: { readonly roomId: string; readonly cid: string }[] = [];
  /** By room, up to where its app has applied the log. */
  readonly positions = new Map<string, number>();
  readonly #world: World;
  readonly #outbox = new MemoryOutboxStore();
  readonly #cursors: MemoryCursors;
  #machine: Machine = { alive: true };
  #client: ChatClient;
  #link: Link | undefined;
  #started = false;
  #lives = 0;
  #connections = 0;

  constructor(world: World, who: Owned) {
    this.#world = world;
    this.name = who.name;
    this.userId = who.userId;
    this.window = who.window;
    this.#cursors = new MemoryCursors(who.cursors);
    this.#client = this.#makeClient();
  }

  get client(): ChatClient {
    return this.#client;
  }
  get link(): Link | undefined {
    return this.#link;
  }
  get machine(): Machine {
    return this.#machine;
  }
  get online(): boolean {
    return this.#client.state.status === "online";
  }
  /** Signed in, and its outbox open. */
  get started(): boolean {
    return this.#started;
  }
  get settled(): boolean {
    return this.#client.outbox.all().every(({ state }) => state === "refused" || state === "sent");
  }

  /** Opens the app: signs in and connects, again and again until it works. */
  async start(): Promise<void> {
    const client = this.#client;
    while (this.#client === client) {
      try {
        await client.session.login({ username: this.userId, password: "" });
        await client.start();
        this.#started = true;
        return;
      } catch {
        await this.#world.scheduler.pause(this.#machine, 500);
      }
    }
  }

  /** As a page is reloaded, or an app killed: only what was kept remains. */
  reload(): void {
    this.#machine.alive = false;
    this.#started = false;
    this.#link?.cut();
    this.#machine = { alive: true };
    this.seen.clear();
    this.#client = this.#makeClient();
    void this.start();
  }

  #makeClient(): ChatClient {
    const world = this.#world;
    const machine = this.#machine;
    const { scheduler, chance, plan } = world;
    const net = { scheduler, chance, weather: plan.network };
    this.#lives += 1;
    const client = new ChatClient({
      url: "http://simulated",
      clock: new SimClock(scheduler, machine),
      random: simRandom(chance, `${this.name}.${this.#lives}`),
      network: ALWAYS_ONLINE,
      outboxStore: this.#outbox,
      cursorStore: this.#cursors,
      sendWindow: this.window,
      fetch: simulatedFetch(world, machine, this.userId),
      openSocket: simulatedOpen(net, machine, {
        listener: () => world.anyServer(),
        tap: () => this.#tap(),
        opened: (link) => {
          this.#link = link;
        },
      }),
    });
    this.positions.clear();
    for (const [roomId, seq] of Object.entries(this.#cursors.kept)) this.positions.set(roomId, seq);
    this.#follow(client);
    return client;
  }

  #follow(client: ChatClient): void {
    const { positions } = this;
    const enter = (roomId: string, seq: number): void => {
      if (!positions.has(roomId)) positions.set(roomId, seq);
    };
    const leave = ({ room_id }: { readonly room_id: string }): void => {
      positions.delete(room_id);
      this.seen.delete(room_id);
    };
    client.on("rooms", (rooms) => {
      const ids = new Set(rooms.map(({ id }) => id));
      for (const id of Array.from(positions.keys())) if (!ids.has(id)) positions.delete(id);
      for (const { id, tip } of rooms) enter(id, tip.seq);
    });
    for (const name of ["room_joined", "room_created", "room_added"] as const) {
      client.on(name, ({ room, tip }) => enter(room.id, tip.seq));
    }
    for (const name of ["room_left", "room_removed", "room_deleted"] as const) {
      client.on(name, leave);
    }
    client.on("entry", (entry) => {
      positions.set(entry.room_id, entry.seq);
      this.#saw(entry);
    });
    client.on("reset", ({ room_id, tip }) => {
      positions.set(room_id, tip.seq);
      this.seen.delete(room_id);
    });
  }

  #transmit({ room_id, cid = "", content, reply_to }: Action<"send_message">): void {
    if (this.transmitted.at(-1)?.cid === cid) return;
    this.transmitted.push({ roomId: room_id, cid, content, replyTo: reply_to });
  }

  #saw(entry: Entry): void {
    if (entry.event !== "message") return;
    const seen = this.seen.get(entry.room_id) ?? [];
    this.seen.set(entry.room_id, seen);
    seen.push({ seq: entry.seq, senderId: entry.sender.id });
    if (seen.length > SEEN) seen.shift();
  }

  /** Writes down what happens on one connection, as the checker of the fault tests reads it. */
  #tap(): Tap {
    const world = this.#world;
    const connection = `${this.name}#${++this.#connections}`;
    let authentications = 0;
    const reactions = new Set<string>();
    const sent = new Set<string | undefined>();
    const record = (observation: Unstamped<Observation>): void => {
      world.observations.push({ at: world.scheduler.now, ...observation } as Observation);
    };
    return {
      opened: () => record({ kind: "opened", connection, client: this.name, user: this.userId }),
      sent: (data) => {
        const action = JSON.parse(data) as Action;
        if (action.action === "send_message") {
          sent.add(action.cid);
          this.#transmit(action);
        }
        if (action.action === "react" && action.ref !== undefined) reactions.add(action.ref);
        if (action.action === "authenticate") {
          authentications += 1;
          if (authentications > 1) world.coverage.note("token renewed on a live socket");
        }
        // A renewal begins nothing anew.
        if (action.action !== "authenticate" || authentications === 1) {
          record({ kind: "sent", connection, action });
        }
      },
      written: (text) => world.witness.written(this.userId, text),
      received: (text) => {
        for (const event of world.witness.parse(text)) {
          world.witness.received(event);
          if (event.event === "authenticated" && authentications > 1) continue;
          if (event.event === "ack" && sent.has(event.cid)) {
            this.acked.push({ roomId: event.room_id, cid: event.cid });
          }
          // A reaction that changes nothing is acked with somebody else's entry.
          const isReaction =
            event.event === "ack" && event.ref !== undefined && reactions.has(event.ref);
          if (!isReaction) record({ kind: "received", connection, event });
        }
      },
      closed: (code) => {
        world.coverage.note(`closed ${code}`);
        record({ kind: "closed", connection, code });
      },
    };
  }
}
