import type { Chance } from "./chance.ts";
import type { Device } from "./device.ts";
import type { World } from "./world.ts";

type ActName =
  | "send"
  | "burst"
  | "reply"
  | "edit"
  | "delete"
  | "react"
  | "repeat"
  | "contradict"
  | "join"
  | "leave"
  | "create"
  | "read"
  | "look"
  | "kick"
  | "add"
  | "promote"
  | "rename";

/** How often people do what. */
const WEIGHTS: Readonly<Record<ActName, number>> = {
  send: 40,
  burst: 10,
  reply: 6,
  edit: 6,
  delete: 5,
  react: 10,
  repeat: 6,
  contradict: 2,
  join: 5,
  leave: 2,
  create: 1,
  read: 4,
  look: 2,
  kick: 2,
  add: 2,
  promote: 2,
  rename: 2,
};

const EMOJI = ["👍", "🎉", "❤️"];

const someText = (chance: Chance, subject: string): string => {
  const mention = chance.happens(0.1) ? ` @user${chance.integer(0, 4)}` : "";
  const length = chance.happens(0.1) ? chance.integer(200, 600) : chance.integer(0, 20);
  return `${subject}${mention} ${"la ".repeat(length)}`.trim();
};

/** One thing that a person does on a device; whatever it was in the middle of is looked after elsewhere. */
export class Acts {
  readonly #world: World;
  readonly #device: Device;
  #sent = 0;

  constructor(world: World, device: Device) {
    this.#world = world;
    this.#device = device;
  }

  do(): void {
    const { chance } = this.#world;
    const name = chance.weighted(WEIGHTS);
    const roomId = this.#someRoom();
    if (name === "join" || roomId === undefined) this.#join();
    else if (name === "create") this.#create();
    else this.#doIn(name, roomId);
  }

  #doIn(name: Exclude<ActName, "join" | "create">, roomId: string): void {
    const { chance } = this.#world;
    const { client, userId } = this.#device;
    switch (name) {
      case "send":
        this.#send(roomId);
        break;
      case "burst":
        for (let left = chance.integer(2, 8); left > 0; left -= 1) this.#send(roomId);
        break;
      case "repeat":
        this.#world.overRest.repeat(this.#device);
        break;
      case "contradict":
        this.#world.overRest.contradict(this.#device);
        break;
      case "leave":
        this.#ignore(client.leave(roomId));
        break;
      case "read":
        client.markRead(roomId, chance.integer(0, 50));
        break;
      case "look":
        this.#ignore(chance.happens(0.5) ? client.openRoom(roomId) : client.closeRoom(roomId));
        break;
      case "kick":
      case "add":
      case "promote":
      case "rename":
        this.#world.overRest.moderate(name, userId, roomId);
        break;
      default:
        this.#about(name, roomId);
    }
  }

  #about(name: "reply" | "edit" | "delete" | "react", roomId: string): void {
    const { chance } = this.#world;
    const { client, userId } = this.#device;
    const seen = this.#device.seen.get(roomId) ?? [];
    const isOwn = (name === "edit" || name === "delete") && chance.happens(0.8);
    const choice = isOwn ? seen.filter(({ senderId }) => senderId === userId) : seen;
    if (choice.length === 0) return;
    const { seq } = chance.pick(choice);
    if (name === "reply") this.#send(roomId, seq);
    else if (name === "edit") {
      this.#ignore(client.edit(roomId, seq, someText(chance, "edited")));
    } else if (name === "delete") this.#ignore(client.delete(roomId, seq));
    else this.#ignore(client.react(roomId, seq, chance.pick(EMOJI), chance.happens(0.7)));
  }

  #send(roomId: string, replyTo?: number): void {
    this.#sent += 1;
    const cid = `${this.#device.name}-${this.#sent}`;
    const content = someText(this.#world.chance, cid);
    this.#device.sent.push({ roomId, cid, content, replyTo });
    this.#device.client.send(roomId, content, {
      cid,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
  }

  #join(): void {
    const roomId = this.#world.chance.pick(this.#world.database.rooms.roomIds());
    this.#ignore(this.#device.client.join({ room_id: roomId }));
  }

  #create(): void {
    const { chance, database } = this.#world;
    if (database.accounts.user(this.#device.userId)?.kind !== "guest") return;
    const name = `patio ${chance.integer(1, 3)}`;
    this.#ignore(this.#device.client.createRoom({ name, kind: "ephemeral" }));
  }

  #someRoom(): string | undefined {
    const rooms = this.#world.database.rooms.roomIdsOf(this.#device.userId);
    return rooms.length === 0 ? undefined : this.#world.chance.pick(rooms);
  }

  /** Refused, or without an answer: both are fine here. */
  #ignore(doing: Promise<unknown>): void {
    doing.catch(() => undefined);
  }
}
