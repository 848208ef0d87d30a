import { within } from "../core/within.ts";
import type { Command, SocketSignal } from "../ports/bus.ts";
import type { Audience } from "../protocol/announcements.ts";
import { CLOSE } from "../protocol/errors.ts";
import type { AnnouncementEvent, ServerEvent } from "../protocol/events.ts";
import { admit, readmit } from "./admission.ts";
import type { RealtimeContext } from "./context.ts";
import type { Session } from "./session.ts";

type CommandOf<T extends Command["type"]> = Extract<Command, { type: T }>;

const WRITTEN_MS = 500;

/** Makes commands and signals take effect on the sockets of this server. */
export class Control {
  readonly #context: RealtimeContext;
  readonly #bansAddress: (ip: string) => boolean;
  readonly #bansUser: (userId: string) => boolean;
  /** Room and user → the last of the reads of their role that are under way. */
  readonly #roleReads = new Map<string, Promise<unknown>>();

  constructor(
    context: RealtimeContext,
    bans: { bansAddress(ip: string): boolean; bansUser(userId: string): boolean },
  ) {
    this.#context = context;
    this.#bansAddress = (ip) => bans.bansAddress(ip);
    this.#bansUser = (userId) => bans.bansUser(userId);
  }

  /** Resolves once no socket of this server can act against it. */
  async apply(command: Command): Promise<void> {
    const { sessions, log } = this.#context;
    switch (command.type) {
      case "sessions_ended":
        return this.#endSessions(new Set(command.sessionIds));
      case "user_closed":
        log.withdrawAll((userId) => userId === command.userId);
        for (const session of sessions.of(command.userId)) session.close(command.code, "closed");
        return undefined;
      case "bans_changed":
        return this.#closeBanned();
      case "connection_closed":
        sessions.get(command.connectionId)?.close(CLOSE.disconnectedByAdmin, "by an admin");
        return undefined;
      case "connections_closed":
        for (const id of command.connectionIds) {
          sessions.get(id)?.close(CLOSE.disconnectedByAdmin, "by an admin");
        }
        return undefined;
      case "member_added":
        return this.#addMember(command);
      case "member_removed":
        return this.#removeMember(command);
      case "role_changed":
        return this.#changeRole(command);
      case "room_deleted":
        return this.#deleteRoom(command.roomId);
      case "user_updated":
        return this.#updateUser(command);
      case "drain":
      case "drain_aborted":
      case "room_changed":
      case "settings_changed":
      case "announcements_changed":
      case "room_rules_changed":
        // Rooms tell their members by an entry; settings are read where they are used; drains aren't of sockets alone.
        return undefined;
    }
  }

  signal(signal: SocketSignal): void {
    if (signal.to === "user") {
      this.#tellUser(signal);
      return;
    }
    const event = JSON.stringify(signal.event);
    const asked = signal.event.event === "member_changed";
    for (const [session, { members }] of this.#context.hub.room(signal.roomId)?.watchers ?? []) {
      if (asked && !members) continue;
      if (session.caller?.user.id !== signal.exceptUser) session.outbox.json(event);
    }
  }

  #tellUser({ userId, event, except }: Extract<SocketSignal, { to: "user" }>): void {
    const json = JSON.stringify(event);
    const asked = event.event === "member_changed";
    const roomId = asked || event.event === "read" ? event.room_id : undefined;
    for (const session of this.#context.sessions.of(userId)) {
      if (session.id === except || (asked && !session.asksForMembers)) continue;
      if (event.event === "read") session.heldReads?.set(event.room_id, event);
      // It may have been on its way when the room ended for them.
      const isOver = roomId !== undefined && !session.subscriptions.has(roomId);
      if (session.ready && !isOver) session.outbox.json(json);
    }
  }

  #endSessions(ids: ReadonlySet<string>): void {
    for (const session of Array.from(this.#context.sessions.all())) {
      const id = session.caller?.sessionId;
      if (id !== undefined && ids.has(id)) session.close(CLOSE.unauthenticated, "session ended");
    }
  }

  /** Twice: who was found to be free just before the bans were read has come in by the end of this turn. */
  async #closeBanned(): Promise<void> {
    this.#closeThoseBanned();
    await new Promise<void>((resolve) => this.#context.clock.turnEnd(resolve));
    this.#closeThoseBanned();
  }

  #closeThoseBanned(): void {
    const { sessions, log } = this.#context;
    const closed = new Set<string>();
    for (const session of Array.from(sessions.all())) {
      const userId = session.caller?.user.id;
      if (userId === undefined) continue;
      if (this.#bansUser(userId) || this.#bansAddress(session.peer.ip)) {
        session.close(CLOSE.banned, "banned");
        closed.add(userId);
      }
    }
    // Who is here from another address too goes on from there.
    const isGone = (userId: string) => closed.has(userId) && sessions.of(userId).length === 0;
    log.withdrawAll((userId) => this.#bansUser(userId) || isGone(userId));
  }

  async #addMember({ roomId, userId }: CommandOf<"member_added">): Promise<void> {
    for (const session of this.#context.sessions.of(userId)) {
      session.membershipChanges += 1;
      if (!session.ready || session.awaiting.has(roomId)) continue;
      await admit(this.#context, session, roomId, userId);
    }
  }

  async #removeMember({ roomId, userId, reason }: CommandOf<"member_removed">): Promise<void> {
    const { hub, sessions, log } = this.#context;
    log.withdraw(roomId, userId);
    await this.#written();
    log.withdraw(roomId, userId);
    // What was said before is still theirs, and `room_removed` is the last that they get of the room.
    hub.room(roomId)?.flush();
    for (const session of sessions.of(userId)) {
      session.membershipChanges += 1;
      // Whoever is entering again believes to be in; who enters for the first time gets an error.
      const awaiting = session.awaiting.get(roomId);
      const wasIn = session.subscriptions.has(roomId);
      const isAnswered = awaiting === "leaving" || (awaiting === "entering" && !wasIn);
      if (awaiting === "leaving") session.expect(roomId, "left");
      hub.detach(session, roomId);
      if (session.ready && !isAnswered) {
        // Who was not told yet of being in needs not be told of being out.
        if (wasIn) session.outbox.event({ event: "room_removed", room_id: roomId, reason });
        void readmit(this.#context, session, roomId, userId);
      }
    }
  }

  /**
   * Another server may have ended what this one is still writing for: those acks come before the end. Resolves once all
   * that was being written is answered, or after a while: nothing has to wait for a store that is away.
   */
  async #written(): Promise<void> {
    const { log, clock, bus } = this.#context;
    if (bus.kind !== "local") await within(clock, WRITTEN_MS, log.settled());
  }

  async #changeRole({ roomId, userId }: CommandOf<"role_changed">): Promise<void> {
    const { sessions, store } = this.#context;
    const key = `${roomId} ${userId}`;
    const read = store.rooms.membership(roomId, userId);
    this.#roleReads.set(key, read);
    let isNewest = false;
    const membership = await read.finally(() => {
      isNewest = this.#roleReads.get(key) === read;
      if (isNewest) this.#roleReads.delete(key);
    });
    // Else it was changed again meanwhile, and what is read for that is at least as new.
    if (!isNewest) return;
    for (const session of sessions.of(userId)) {
      session.membershipChanges += 1;
      const standing = session.subscriptions.get(roomId)?.standing;
      if (standing !== undefined && membership !== undefined) standing.role = membership.role;
    }
    if (membership === undefined) return;
    const { role } = membership;
    const event = { event: "member_changed", room_id: roomId, user_id: userId, role } as const;
    this.signal({ to: "room", roomId, event });
  }

  async #deleteRoom(roomId: string): Promise<void> {
    const { hub, log } = this.#context;
    await this.#written();
    log.forget(roomId);
    const room = hub.room(roomId);
    if (room === undefined) return;
    room.flush();
    for (const { session } of Array.from(room.subscriptions)) {
      session.membershipChanges += 1;
      hub.detach(session, roomId);
      session.outbox.event({ event: "room_deleted", room_id: roomId });
    }
    hub.close(roomId);
  }

  /** All who share a room with the user, and the user's own connections, once each. */
  async #updateUser({ user }: CommandOf<"user_updated">): Promise<void> {
    const { hub, sessions, store, directory, presence } = this.#context;
    const { id, display_name, number } = user;
    directory.put(number === undefined ? { id, display_name } : { id, display_name, number });
    // Of all rooms: who left one may still be named in it.
    for (const room of hub.liveRooms()) room.ring.renamed(id);
    const told = new Set<Session>(sessions.of(id));
    for (const session of told) {
      if (session.caller !== undefined) session.caller = { ...session.caller, user };
      for (const roomId of session.subscriptions.keys()) {
        presence.enter(roomId, { id, display_name }, session.id);
      }
    }
    for (const roomId of await store.rooms.roomIdsOf(id)) {
      for (const { session } of hub.room(roomId)?.subscriptions ?? []) told.add(session);
    }
    for (const session of sessions.of(id)) {
      if (session.renamingTo === display_name) told.delete(session);
    }
    tell(told, { event: "user_updated", user });
  }

  /** To the connections that it is for; how many these are. */
  announce(audience: Audience, event: AnnouncementEvent): number {
    const meant = this.#audience(audience);
    tell(meant, event);
    return meant.length;
  }

  /** How many connections would be told now. */
  reach(audience: Audience): number {
    return this.#audience(audience).length;
  }

  #audience(audience: Audience): Session[] {
    const { sessions, hub } = this.#context;
    const isThere = ({ ready, closed }: Session): boolean => ready && !closed;
    switch (audience.to) {
      case "everyone":
        return Array.from(sessions.all()).filter(isThere);
      case "members":
      case "guests": {
        const kind = audience.to === "guests" ? "guest" : "member";
        const isMeant = (one: Session) => isThere(one) && one.caller?.user.kind === kind;
        return Array.from(sessions.all()).filter(isMeant);
      }
      case "room": {
        const subscriptions = hub.room(audience.room_id)?.subscriptions ?? [];
        return Array.from(subscriptions, ({ session }) => session).filter(isThere);
      }
      case "user":
        return sessions.of(audience.user_id).filter(isThere);
    }
  }
}

const tell = (sessions: Iterable<Session>, event: ServerEvent): void => {
  const json = JSON.stringify(event);
  for (const session of sessions) {
    if (session.ready && !session.closed) session.outbox.json(json);
  }
};
