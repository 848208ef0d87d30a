import { UserDirectory } from "../../src/core/accounts/user-directory.ts";
import { LogReader } from "../../src/core/messages/log-reader.ts";
import type { ServerEvent } from "../../src/protocol/events.ts";
import { check } from "../harness/checker/check.ts";
import type { StoredRoom } from "../harness/checker/evidence.ts";
import type { World } from "./world.ts";

const readRooms = async (world: World): Promise<StoredRoom[]> => {
  const { database, scheduler, chance, coverage } = world;
  const store = database.open({
    scheduler,
    chance,
    coverage,
    machine: { alive: true },
    weather: { latencyMs: 0, failures: 0 },
  });
  const reader = new LogReader(store.log, new UserDirectory(store.accounts));
  const stored: StoredRoom[] = [];
  for (const room of database.rooms.roomIds()) {
    const tip = database.rooms.log.tip(room);
    if (tip === undefined) continue;
    const entries = await reader.entries(room, tip.floor - 1, Number.POSITIVE_INFINITY);
    stored.push({ room, floor: tip.floor, tip: { seq: tip.seq, n: tip.n }, entries });
  }
  return stored;
};

/** A client that sends one at a time keeps its order through every failure. */
const ordered = (world: World, stored: readonly StoredRoom[]): string[] => {
  // Whoever repeats what retention has removed stores it anew.
  if (world.plan.retains) return [];
  const problems: string[] = [];
  for (const device of world.devices.filter(({ window }) => window === 1)) {
    const places = new Map(device.sent.map(({ cid }, index) => [cid, index]));
    for (const { room, entries } of stored) {
      let last = -1;
      for (const { cid = "", seq, sender } of entries) {
        const place = sender.id === device.userId ? places.get(cid) : undefined;
        if (place === undefined) continue;
        if (place < last)
          problems.push(`${device.name}: ${cid} stands too late, at ${room}/${seq}`);
        last = place;
      }
    }
  }
  return problems;
};

const repeatedAlike = (world: World, stored: readonly StoredRoom[]): string[] => {
  const rows = new Map(
    stored.flatMap(({ room, entries }) => entries.map((e) => [`${room}/${e.seq}`, e] as const)),
  );
  const floors = new Map(stored.map(({ room, floor }) => [room, floor]));
  return world.overRest.repeats
    .filter(({ roomId, seq }) => seq >= (floors.get(roomId) ?? Number.POSITIVE_INFINITY))
    .filter(({ roomId, seq, id }) => rows.get(`${roomId}/${seq}`)?.id !== id)
    .map(({ roomId, seq, cid }) => `the repeat of ${cid} was answered ${roomId}/${seq}`);
};

/**
 * Whoever connects after a delete is not shown what it erased. Another server may not have heard of it yet,
 * so this is for runs of one.
 */
const erasedStaysErased = (world: World): string[] => {
  if (world.plan.servers > 1) return [];
  const problems: string[] = [];
  const erased = new Set<string>();
  /** By connection: what was erased before it was opened. */
  const before = new Map<string, ReadonlySet<string>>();
  for (const o of world.observations) {
    if (o.kind === "opened") before.set(o.connection, new Set(erased));
    if (o.kind !== "received") continue;
    if (o.event.event === "delete") erased.add(`${o.event.room_id}/${o.event.target}`);
    for (const shown of shownBy(o.event)) {
      if (before.get(o.connection)?.has(shown)) problems.push(`${o.connection} was shown ${shown}`);
    }
  }
  return problems;
};

/** The messages of whose content an event shows something. */
const shownBy = (event: ServerEvent): string[] => {
  if (event.event === "edit") {
    return event.content === undefined ? [] : [`${event.room_id}/${event.target}`];
  }
  if (event.event !== "message") return [];
  const { room_id, seq, content, reply_to } = event;
  return [
    ...(content === undefined ? [] : [`${room_id}/${seq}`]),
    ...(reply_to === undefined || reply_to.excerpt === "" ? [] : [`${room_id}/${reply_to.seq}`]),
  ];
};

/** Everyone knows which rooms they are in, and that is all that is left of the storm. */
const atRest = (world: World): string[] => {
  const problems: string[] = [];
  const links = world.devices.filter(({ link }) => link?.open === true).length;
  let connections = 0;
  for (const server of world.servers()) {
    for (const [queue, depth] of Object.entries(server.gauges("crosstalk_queue_depth"))) {
      const isQueue = queue === "append" || queue === "paging";
      if (isQueue && depth > 0) problems.push(`${depth} are left in ${queue}`);
    }
    connections += server.gauges("crosstalk_connections")["crosstalk_connections"] ?? 0;
  }
  if (connections !== links) problems.push(`${connections} connections for ${links} sockets`);
  for (const device of world.devices) {
    const rooms = world.database.rooms.roomIdsOf(device.userId).sort().join();
    const known = Array.from(device.positions.keys()).sort().join();
    if (known !== rooms) problems.push(`${device.name} knows of [${known}], is in [${rooms}]`);
  }
  return problems;
};

/** Decisions without a question to the store go by these. */
const rolesAreTrue = (world: World): string[] =>
  world.servers().flatMap(({ realtime }) =>
    Array.from(realtime.hub.liveRooms()).flatMap((room) =>
      Array.from(room.subscriptions).flatMap(({ session, standing }) => {
        const userId = session.caller?.user.id ?? "";
        const role = world.database.rooms.membership(room.id, userId)?.role;
        return role === standing.role ? [] : [`${userId} acts as ${standing.role}, is ${role}`];
      }),
    ),
  );

/** Whoever read the log knows what the room is called; a crash may fall between the name and its entry. */
const namesAreTold = ({ database, plan }: World, stored: readonly StoredRoom[]): string[] => {
  if (plan.crashEveryMs > 0) return [];
  return stored.flatMap(({ room: id, floor, entries }) => {
    const room = database.rooms.room(id);
    // Rooms that were there before are called by their ids, and by that with something added.
    if (floor > 1 || room?.name.startsWith(id) !== true) return [];
    const changes = entries.filter((entry) => entry.event === "room");
    const name = changes.findLast((entry) => entry.name !== undefined)?.name ?? id;
    const topic = changes.findLast((entry) => entry.topic !== undefined)?.topic;
    if (room.name === name && room.topic === topic) return [];
    return [`${room.name}, about ${room.topic}, was told to be ${name}, about ${topic}`];
  });
};

/** At most one ephemeral room for each guest (PROTOCOL §4, 6). */
const singleRoom = ({ database, devices }: World): string[] =>
  Array.from(new Set(devices.map(({ userId }) => userId))).flatMap((userId) => {
    const rooms = database.rooms.roomIdsOf(userId).map((id) => database.rooms.room(id));
    const ephemeral = rooms.filter((room) => room?.kind === "ephemeral");
    const isGuest = database.accounts.user(userId)?.kind === "guest";
    return isGuest && ephemeral.length > 1 ? [`${userId} is in ${ephemeral.length} rooms`] : [];
  });

/** What is wrong with how a run went: nothing, if the server is right. */
export const judge = async (world: World): Promise<string[]> => {
  const stored = await world.finish(readRooms(world));
  const settled = world.devices.flatMap(({ name, userId }) =>
    world.database.rooms.roomIdsOf(userId).map((room) => ({ client: name, room })),
  );
  const violations = check({ history: world.observations, stored, settled });
  return [
    ...violations.map(({ invariant, detail }) => `${invariant}: ${detail}`),
    ...world.witness.mistakes.map((mistake) => `mistake: ${mistake}`),
    ...ordered(world, stored).map((problem) => `device_order: ${problem}`),
    ...repeatedAlike(world, stored).map((problem) => `repeated_alike: ${problem}`),
    ...erasedStaysErased(world).map((problem) => `erased: ${problem}`),
    ...atRest(world).map((problem) => `at_rest: ${problem}`),
    ...rolesAreTrue(world).map((problem) => `roles: ${problem}`),
    ...namesAreTold(world, stored).map((problem) => `names: ${problem}`),
    ...singleRoom(world).map((problem) => `single_room: ${problem}`),
  ];
};
