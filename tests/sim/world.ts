import type { ProtocolError } from "../../src/protocol/errors.ts";
import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Observation } from "../harness/history.ts";
import { Acts } from "./acts.ts";
import { Backbone } from "./bus.ts";
import { Chance } from "./chance.ts";
import { Coverage } from "./coverage.ts";
import { Device } from "./device.ts";
import { makePlan, type Plan } from "./plan.ts";
import { type Machine, Scheduler, SimClock } from "./scheduler.ts";
import { SimServer } from "./server.ts";
import { Disk } from "./store/disk.ts";

/** How long after its effect a removal may still be delivered past (PROTOCOL §4, 5). */
const REVOCATION_MS = 1_000;
/** The same where servers don't hear of it: two sweeps (DESIGN §2.14), should one find the store away. */
const UNHEARD_REVOCATION_MS = 22_000;
const QUIET_MS = 180_000;

const NEEDED = { kick: "moderate", add: "invite", promote: "own", rename: "own" } as const;

/** A repeat of a cid over another way in, and what it was answered. */
export interface Repeat {
  readonly roomId: string;
  readonly userId: string;
  readonly cid: string;
  readonly id: string;
  readonly seq: number;
}

/** The chaos that is not a server's doing, for one seed. */
export class World {
  readonly chance: Chance;
  readonly scheduler = new Scheduler();
  readonly coverage = new Coverage();
  readonly plan: Plan;
  readonly disk: Disk;
  readonly devices: Device[] = [];
  readonly observations: Observation[] = [];
  readonly repeats: Repeat[] = [];
  /** What no server should do or log. */
  readonly mistakes: string[] = [];
  readonly #servers: SimServer[] = [];
  readonly #backbone: Backbone;
  readonly #weather: Machine = { alive: true };
  readonly #people: Machine = { alive: true };
  readonly #sent = new Map<Device, number>();
  readonly #revocationMs: number;
  #lives = 0;
  #parsed: { readonly text: string; readonly events: readonly ServerEvent[] } | undefined;

  constructor(seed: number, change: (plan: Plan) => Plan = (plan) => plan) {
    this.chance = new Chance(seed);
    this.plan = change(makePlan(this.chance));
    const isHeard = this.plan.bus.commandLoss === 0 && this.plan.outageEveryMs === 0;
    this.#revocationMs = isHeard ? REVOCATION_MS : UNHEARD_REVOCATION_MS;
    this.disk = new Disk(() => this.scheduler.now);
    this.#backbone = new Backbone(this.scheduler, this.chance, this.plan.bus, this.coverage);
  }

  wallClock(): number {
    return new SimClock(this.scheduler, this.#weather).now();
  }

  /** Where a load balancer sends the next request. */
  anyServer(): SimServer | undefined {
    const serving = this.servers();
    return serving.length === 0 ? undefined : this.chance.pick(serving);
  }

  servers(): readonly SimServer[] {
    return this.#servers.filter((server) => server.serves);
  }

  async live(): Promise<void> {
    this.#settle();
    for (let left = this.plan.servers; left > 0; left -= 1) void this.#boot();
    for (const device of this.devices) {
      void device.start();
      this.#act(device);
    }
    this.#storm();
    await this.scheduler.run(this.plan.activeMs);
    this.#calm();
    await this.scheduler.run(QUIET_MS, () => this.#isQuiet());
    await this.scheduler.run(10_000);
  }

  /** What a server hands to a socket, at the moment in which it does. */
  checkWritten(userId: string, text: string): void {
    for (const event of this.#parse(text)) {
      if (!("room_id" in event) || !("seq" in event) || event.event === "read") continue;
      const outFor = this.disk.rooms.outFor(event.room_id, userId);
      if (outFor > this.#revocationMs) {
        const entry = `${event.event} ${event.room_id}/${event.seq}`;
        this.mistakes.push(
          `${userId} was sent ${entry} ${Math.floor(outFor)} ms after its removal`,
        );
      }
    }
  }

  noteEvent(event: ServerEvent): void {
    if (event.event === "reset") this.coverage.note("reset");
    if (event.event === "room_removed") this.coverage.note(`room removed: ${event.reason}`);
    if (event.event !== "error") return;
    this.coverage.note(`error ${event.code}`);
    if (event.message === "You are no longer in this room.") this.coverage.note("withdrawn");
    if (event.code === "internal" || event.code === "bad_request") {
      this.mistakes.push(`a client was told ${event.code}: ${event.message}`);
    }
  }

  /** As a client does over REST that had no answer over its socket. */
  repeat(device: Device): void {
    const server = this.anyServer();
    const caller = server?.caller(device.userId);
    // With several in flight, the other way would be no repeat but a way to overtake.
    if (device.window > 1) return;
    const message = device.transmitted.at(-this.chance.integer(1, 4));
    if (server === undefined || caller === undefined || message === undefined) return;
    const { roomId, cid, content, replyTo } = message;
    const items = device.client.outbox.items(roomId);
    // What was refused is over; said again, it is said for the first time.
    if (items.some((item) => item.cid === cid && item.state === "refused")) return;
    const { rooms, messages, sequencer } = server.realtime;
    const send = async (): Promise<void> => {
      const { standing } = await rooms.require(caller, roomId, "post");
      const request = { room_id: roomId, cid, content, reply_to: replyTo };
      const draft = await messages.draftMessage(caller, standing, request);
      const { record, repeated } = await sequencer.append(draft);
      if (repeated) this.coverage.note("repeated over REST");
      this.repeats.push({ roomId, userId: device.userId, cid, id: record.id, seq: record.seq });
    };
    this.#tolerate(send());
  }

  moderate(what: "kick" | "add" | "promote" | "rename", userId: string, roomId: string): void {
    const server = this.anyServer();
    const caller = server?.caller(userId);
    if (server === undefined || caller === undefined) return;
    const other = this.chance.pick(this.devices).userId;
    const { rooms, members } = server.realtime;
    const act = async (): Promise<void> => {
      const { room } = await rooms.require(caller, roomId, NEEDED[what]);
      if (what === "kick") await members.kick(caller, room, other);
      else if (what === "promote") {
        await members.setRole(room, other, this.chance.pick(["member", "moderator"]));
      } else if (what === "rename") {
        const topic = this.chance.happens(0.5) ? `topic ${this.chance.integer(1, 9)}` : undefined;
        await rooms.update(caller, room, { name: `${roomId} ${this.chance.integer(1, 9)}`, topic });
      } else if (room.kind === "private") await members.add(room, other);
    };
    this.#tolerate(act());
  }

  /** Users, rooms and what was said in them before. */
  #settle(): void {
    const { plan, chance, disk } = this;
    const total = plan.users + plan.guests;
    for (let index = 0; index < total; index += 1) {
      const userId = `user${index}`;
      const isGuest = index >= plan.users;
      addUser(disk, userId, isGuest, 10_000 + index);
      const devices = chance.integer(1, 2);
      for (let number = 1; number <= devices; number += 1) {
        this.devices.push(
          new Device(this, {
            name: `${userId}.${number}`,
            userId,
            window: chance.pick([1, 1, 8]),
            cursors: chance.happens(0.5) ? { agora: chance.integer(0, plan.history) } : {},
          }),
        );
      }
    }
    const accounts = Array.from({ length: plan.users }, (_, index) => `user${index}`);
    addRoom(disk, "agora", "public", accounts);
    addRoom(disk, "cellar", "private", accounts.slice(0, -1));
    addRoom(disk, "garden", "public", accounts.slice(0, 1));
    addHistory(disk, "agora", "somebody", plan.history);
  }

  #act(device: Device): void {
    const acts = new Acts(this, device, this.#sent);
    const next = (): void => {
      this.scheduler.after(this.#people, this.chance.between(0, 2 * this.plan.pauseMs), () => {
        if (device.started) acts.do();
        next();
      });
    };
    next();
  }

  async #boot(): Promise<void> {
    this.#lives += 1;
    const server = new SimServer({
      ...this,
      name: `s${this.#lives}`,
      weather: this.plan.store,
      backbone: this.#backbone,
      alone: this.plan.servers === 1,
    });
    this.#servers.push(server);
    await server.start();
  }

  #storm(): void {
    const { plan, chance } = this;
    this.#nowAndThen(plan.crashEveryMs, () => this.#restart());
    this.#nowAndThen(plan.cutEveryMs, () => chance.pick(this.devices).link?.cut());
    this.#nowAndThen(plan.reloadEveryMs, () => {
      this.coverage.note("reload");
      chance.pick(this.devices).reload();
    });
    this.#nowAndThen(plan.stallEveryMs, () => {
      const { link } = chance.pick(this.devices);
      link?.stall();
      this.scheduler.after(this.#weather, chance.between(10, plan.activeMs), () => link?.unstall());
    });
    this.#nowAndThen(plan.outageEveryMs, () => {
      this.coverage.note("bus outage");
      this.#backbone.breakDown();
      const ms = chance.between(10, plan.activeMs);
      this.scheduler.after(this.#weather, ms, () => this.#backbone.comeBack());
    });
    if (plan.retains) {
      this.#nowAndThen(plan.activeMs / 3, () => {
        this.coverage.note("retention");
        void this.anyServer()?.retain(plan.activeMs / 3);
      });
    }
  }

  #restart(): void {
    const server = this.anyServer();
    if (server === undefined) return;
    if (this.chance.happens(0.2)) {
      void server.drain().then(() => this.#bury(server));
      return;
    }
    server.crash();
    this.#bury(server);
  }

  #bury(server: SimServer): void {
    for (const device of this.devices) {
      if (device.link?.reaches(server.machine) === true) device.link.serverDied();
    }
    const downMs = this.chance.between(0, 500);
    this.scheduler.after(this.#weather, downMs, () => void this.#boot());
  }

  #calm(): void {
    const { store, network, bus } = this.plan;
    this.#people.alive = false;
    store.failures = 0;
    store.latencyMs = Math.min(store.latencyMs, 2);
    network.delayMs = Math.min(network.delayMs, 5);
    network.byteScale = 1;
    bus.loss = 0;
    bus.commandLoss = 0;
    this.#backbone.comeBack();
    for (const device of this.devices) device.link?.unstall();
  }

  #isQuiet(): boolean {
    return this.devices.every((device) => {
      if (!device.online || !device.settled) return false;
      const { positions } = device;
      return this.disk.rooms
        .roomIdsOf(device.userId)
        .every((roomId) => positions.get(roomId) === this.disk.rooms.log.tip(roomId)?.seq);
    });
  }

  #nowAndThen(everyMs: number, happen: () => void): void {
    if (everyMs === 0) return;
    const next = (): void => {
      this.scheduler.after(this.#people, this.chance.between(0, 2 * everyMs), () => {
        happen();
        next();
      });
    };
    next();
  }

  #parse(text: string): readonly ServerEvent[] {
    // One frame goes to many sockets in a row.
    if (this.#parsed?.text !== text) {
      this.#parsed = { text, events: JSON.parse(text) as ServerEvent[] };
    }
    return this.#parsed.events;
  }

  /** Refusals are part of life; anything else is a mistake. */
  #tolerate(doing: Promise<unknown>): void {
    doing.catch((error: unknown) => {
      const { name } = error as ProtocolError;
      if (name !== "ProtocolError" && name !== "StoreUnavailable") {
        this.mistakes.push(String((error as Error).stack ?? error));
      }
    });
  }
}

const addUser = (disk: Disk, id: string, isGuest: boolean, number: number): void => {
  disk.accounts.add(
    {
      id,
      kind: isGuest ? "guest" : "member",
      ...(isGuest ? { number } : { username: id }),
      displayName: id,
      role: "user",
      disabled: false,
      deleted: false,
      createdAt: 0,
      lastSeenAt: 0,
    },
    {
      id: `session-${id}`,
      userId: id,
      audience: "chat",
      generation: 0,
      rotatedAt: 0,
      createdAt: 0,
      lastUsedAt: 0,
      expiresAt: Number.MAX_SAFE_INTEGER,
      ip: "",
      userAgent: "",
    },
  );
};

const addRoom = (
  disk: Disk,
  id: string,
  kind: "public" | "private",
  userIds: readonly string[],
): void => {
  disk.rooms.createRoom(
    { id, name: id, kind, createdBy: "user0", createdAt: 0 },
    userIds.map((userId, index) => ({
      roomId: id,
      userId,
      role: index === 0 ? "owner" : "member",
      joinedAt: index,
      muted: false,
      pinned: false,
      read: { seq: 0, n: 0 },
    })),
  );
};

const addHistory = (disk: Disk, roomId: string, senderId: string, count: number): void => {
  for (let seq = 1; seq <= count; seq += 1) {
    disk.rooms.log.append([
      {
        roomId,
        seq,
        n: seq,
        id: `old-${seq}`,
        cid: `old-${seq}`,
        senderId,
        at: 0,
        serverId: "before",
        erased: false,
        payload: { event: "message", content: `old ${seq}` },
      },
    ]);
  }
};
