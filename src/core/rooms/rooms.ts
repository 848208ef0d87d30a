import type { Page } from "../../ports/store/accounts.ts";
import type { MembershipRecord, RoomRecord } from "../../ports/store/rooms.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { nameKey } from "../../protocol/names.ts";
import type { RoomKind } from "../../protocol/primitives.ts";
import type { Room, RoomSummary } from "../../protocol/rooms.ts";
import type { Sender } from "../../protocol/users.ts";
import { authorize, type RoomStanding } from "../access.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { afterwards } from "../afterwards.ts";
import type { Caller } from "../caller.ts";
import type { EnterOptions, Memberships } from "./memberships.ts";
import type { RoomContext } from "./room-context.ts";
import { theirRoomsAreFull, yourRoomsAreFull } from "./rooms-full.ts";

/** A room and the caller's place in it. */
export interface FoundRoom {
  readonly room: RoomRecord;
  readonly membership: MembershipRecord | undefined;
  readonly standing: RoomStanding;
}

const NAME_TAKEN = "A room of that name is there already.";

/** Rooms themselves: finding, creating, changing, joining, leaving, deleting. */
export class Rooms {
  readonly #context: RoomContext;
  readonly #memberships: Memberships;

  constructor(context: RoomContext, memberships: Memberships) {
    this.#context = context;
    this.#memberships = memberships;
  }

  /** For authorize(); undefined when there is no such room. */
  async find(roomId: string, userId: string): Promise<FoundRoom | undefined> {
    const { rooms } = this.#context.store;
    // In this order: of a room that ends meanwhile nobody is told that they are no member.
    const membership = await rooms.membership(roomId, userId);
    const room = await rooms.room(roomId);
    if (room === undefined) return undefined;
    const standing: RoomStanding =
      membership === undefined ? { kind: room.kind } : { kind: room.kind, role: membership.role };
    return { room, membership, standing };
  }

  async get(roomId: string, userId: string): Promise<Room> {
    const found = await this.find(roomId, userId);
    if (found === undefined) throw new ProtocolError("not_found", "No such room.");
    return this.#context.views.room(found.room, userId, found.membership);
  }

  async list(userId: string): Promise<RoomSummary[]> {
    const views = await this.#context.store.rooms.membershipViews(userId);
    return this.#context.views.summaries(views, userId);
  }

  async discover(
    caller: Caller,
    query: string,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<Room>> {
    const { store, views, policy } = this.#context;
    const kinds: RoomKind[] =
      caller.user.kind === "member" || policy.guestsInPublicRooms
        ? ["public", "ephemeral"]
        : ["ephemeral"];
    const page = await store.rooms.discoverRooms(nameKey(query), kinds, cursor, limit);
    const memberships = await store.rooms.memberships(caller.user.id);
    const items = await views.rooms(page.items, caller.user.id, memberships);
    return page.nextCursor === undefined ? { items } : { items, nextCursor: page.nextCursor };
  }

  async create(
    caller: Caller,
    request: {
      readonly name: string;
      readonly kind: "public" | "private" | "ephemeral";
      readonly topic?: string | undefined;
    },
    id = this.#context.random.uuid(this.#context.clock.now()),
  ): Promise<Room> {
    const { store, bus, clock } = this.#context;
    const { name, kind, topic } = request;
    if (caller.user.kind === "guest" && kind !== "ephemeral") {
      throw new ProtocolError("forbidden", "Guests create ephemeral rooms only.");
    }
    requireFittingName(name, kind);
    await this.#requireSpace(caller.user.id);
    // Before the room that they are in is left for it.
    if (kind !== "private" && (await this.findByName(name)) !== undefined) {
      throw new ProtocolError("conflict", NAME_TAKEN);
    }
    const owner = await this.#memberships.initial(id, caller.user.id, "owner");
    const room = {
      id,
      name,
      kind,
      ...(topic === undefined || topic === "" ? {} : { topic }),
      createdBy: caller.user.id,
      createdAt: clock.now(),
    };
    const created =
      kind === "ephemeral"
        ? await this.#memberships.intoEphemeral(caller.user, undefined, () =>
            store.rooms.createRoom(room, [owner]),
          )
        : await store.rooms.createRoom(room, [owner]);
    if (created === "taken") throw new ProtocolError("conflict", NAME_TAKEN);
    await bus.command({ type: "member_added", roomId: id, userId: caller.user.id });
    return this.get(id, caller.user.id);
  }

  /**
   * The same pair always gets the same room; `created` says whether it is new. `countNew` comes before one is made,
   * which it prevents by what it throws.
   */
  async openDirect(
    caller: Caller,
    userId: string,
    countNew: () => Promise<void>,
  ): Promise<{ room: Room; created: boolean }> {
    const { store, bus, clock, random } = this.#context;
    const me = caller.user.id;
    if (userId === me) throw new ProtocolError("bad_request", "That is you.");
    const peer = await store.accounts.user(userId);
    if (peer === undefined || peer.deleted) throw new ProtocolError("not_found", "No such user.");
    if (peer.kind === "guest") {
      throw new ProtocolError("forbidden", "Guests have no direct rooms.");
    }
    if (await store.accounts.blocks(userId, me)) {
      throw new ProtocolError("forbidden", "They don't take messages from you.");
    }
    const existing = await store.rooms.directRoom(me, userId);
    if (existing !== undefined) return { room: await this.get(existing.id, me), created: false };
    await countNew();
    await this.#requireSpace(me);
    // They can't leave it: strangers could put them into any number.
    if (!(await this.#hasSpace(userId))) throw theirRoomsAreFull();
    const id = random.uuid(clock.now());
    const pair: [string, string] = me < userId ? [me, userId] : [userId, me];
    const members = [
      await this.#memberships.initial(id, me, "member"),
      await this.#memberships.initial(id, userId, "member"),
    ];
    const created = await store.rooms.createRoom(
      { id, name: "", kind: "direct", createdBy: me, createdAt: clock.now(), pair },
      members,
    );
    if (created === "taken") {
      const other = await store.rooms.directRoom(me, userId);
      if (other === undefined) throw new ProtocolError("unavailable", "Try again.");
      return { room: await this.get(other.id, me), created: false };
    }
    for (const member of members) {
      await bus.command({ type: "member_added", roomId: id, userId: member.userId });
    }
    return { room: await this.get(id, me), created: true };
  }

  /** Authorized to `join`, or by an invite (its code). */
  async join(caller: Caller, room: RoomRecord, options: EnterOptions = {}): Promise<Room> {
    await this.#memberships.enter(room, caller.user, options);
    return this.get(room.id, caller.user.id);
  }

  /** By name, for join_room: public and ephemeral rooms only. */
  async findByName(name: string): Promise<RoomRecord | undefined> {
    return this.#context.store.rooms.roomByName(nameKey(name));
  }

  /** False when the caller was out already. */
  async leave(caller: Caller, room: RoomRecord): Promise<boolean> {
    return this.#memberships.remove(room, caller.user.id, "left", senderOf(caller.user));
  }

  async update(
    caller: Caller,
    room: RoomRecord,
    patch: { readonly name?: string | undefined; readonly topic?: string | undefined },
  ): Promise<Room> {
    const { store, bus, clock, random } = this.#context;
    const name = patch.name === room.name ? undefined : patch.name;
    const topic = patch.topic === (room.topic ?? "") ? undefined : patch.topic;
    if (name !== undefined) requireFittingName(name, room.kind);
    if (name !== undefined || topic !== undefined) {
      const change = changeOf(name, topic);
      const updated = await store.rooms.updateRoom(room.id, change);
      if (updated === "taken") throw new ProtocolError("conflict", NAME_TAKEN);
      if (updated === undefined) throw new ProtocolError("not_found", "No such room.");
      const cid = random.uuid(clock.now());
      await afterwards(clock, async () => {
        await bus.command({ type: "room_changed", roomId: room.id });
        await this.#tellChange(room.id, cid, senderOf(caller.user), change);
      });
    }
    return this.get(room.id, caller.user.id);
  }

  async delete(roomId: string): Promise<Enforced> {
    const enforced = await this.#memberships.deleteRoom(roomId);
    if (enforced === undefined) throw new ProtocolError("not_found", "No such room.");
    return enforced;
  }

  /** Throws like authorize(); answers what was found. */
  async require(
    caller: Caller,
    roomId: string,
    need: NonNullable<Parameters<typeof authorize>[0]["room"]>,
  ): Promise<FoundRoom> {
    const found = await this.find(roomId, caller.user.id);
    authorize({ caller: "user", room: need }, caller, found?.standing, this.#context.policy);
    if (found === undefined) throw new ProtocolError("not_found", "No such room.");
    return found;
  }

  /**
   * The log says what holds: what another change has overtaken is told no more, and what one overtook on its way into
   * the log, from another server perhaps, is told again.
   */
  async #tellChange(
    roomId: string,
    cid: string,
    sender: Sender,
    { name, topic }: RoomChange,
  ): Promise<void> {
    const { store, log } = this.#context;
    const room = await store.rooms.room(roomId);
    let said = changeOf(
      name === room?.name ? name : undefined,
      topic === (room?.topic ?? "") ? topic : undefined,
    );
    // Under one cid always the same is said.
    let once = said.name === name && said.topic === topic ? cid : undefined;
    while (said.name !== undefined || said.topic !== undefined) {
      await log.append({ roomId, cid: once, sender, payload: { event: "room", ...said } });
      once = undefined;
      said = overtaken(said, await store.rooms.room(roomId));
    }
  }

  async #requireSpace(userId: string): Promise<void> {
    if (!(await this.#hasSpace(userId))) throw yourRoomsAreFull();
  }

  async #hasSpace(userId: string): Promise<boolean> {
    const rooms = await this.#context.store.rooms.roomIdsOf(userId);
    return rooms.length < LIMITS.roomsPerUser;
  }
}

interface RoomChange {
  readonly name?: string;
  readonly topic?: string;
}

const changeOf = (name: string | undefined, topic: string | undefined): RoomChange => ({
  ...(name === undefined ? {} : { name }),
  ...(topic === undefined ? {} : { topic }),
});

/** What the room is called by now, as far as it is not what was said. */
const overtaken = (said: RoomChange, now: RoomRecord | undefined): RoomChange => {
  if (now === undefined) return {};
  const topic = now.topic ?? "";
  return changeOf(
    said.name === undefined || said.name === now.name ? undefined : now.name,
    said.topic === undefined || said.topic === topic ? undefined : topic,
  );
};

const requireFittingName = (name: string, kind: RoomKind): void => {
  if (kind !== "ephemeral" || Array.from(name).length <= LIMITS.ephemeralRoomName) return;
  const message = `must have 1 to ${LIMITS.ephemeralRoomName} characters in an ephemeral room`;
  throw new ProtocolError("bad_request", "The name is too long.", {
    issues: [{ path: "name", message }],
  });
};
