import { deepEqual, equal } from "node:assert/strict";
import type { Presence, PresenceChange } from "../../src/ports/presence.ts";
import { integer, pick, seed, seededDice } from "../harness/seeded.ts";
import { until } from "../harness/wait.ts";
import { serversContract, type TargetCase } from "./contract.ts";

/** Presence as one server sees it, with a note of what it told. */
export class PresenceServer {
  readonly presence: Presence;
  readonly changes: PresenceChange[] = [];
  readonly gone: string[] = [];
  /** Of those who are gone. */
  readonly lost: string[] = [];

  constructor(presence: Presence) {
    this.presence = presence;
    presence.onChange((change) => this.changes.push(change));
    presence.onGone((userId, absence) => {
      this.gone.push(userId);
      if (absence === "lost") this.lost.push(userId);
    });
  }

  /** A connection arrives and is in these rooms. */
  arrive(userId: string, connectionId: string, ...roomIds: readonly string[]): void {
    this.presence.connect(userId, connectionId);
    for (const roomId of roomIds) this.presence.enter(roomId, ref(userId), connectionId);
  }

  part(userId: string, connectionId: string, ...roomIds: readonly string[]): void {
    for (const roomId of roomIds) this.presence.leave(roomId, userId, connectionId);
    this.presence.disconnect(userId, connectionId);
  }

  ids(roomId: string): string[] {
    return this.presence
      .users(roomId, 1_000)
      .map(({ id }) => id)
      .sort();
  }
}

export interface PresenceTarget {
  /** One server more. */
  server(): Promise<PresenceServer>;
  close(): Promise<void>;
}

type PresenceCase = TargetCase<PresenceTarget>;

const ref = (id: string, name = id) => ({ id, display_name: name });

const aloneCases: readonly PresenceCase[] = [
  {
    name: "presence: two connections of a user are one user, who leaves with the last of them",
    async run(target) {
      const server = await target.server();
      const { presence } = server;
      server.arrive("anna", "c1", "r");
      server.arrive("anna", "c2", "r");
      server.arrive("ben", "c3", "r", "other");
      deepEqual([presence.online("r"), presence.online("other")], [2, 1]);
      deepEqual(
        new Map(presence.occupied()),
        new Map([
          ["r", 2],
          ["other", 1],
        ]),
      );
      equal(presence.connectedUsers(), 2);
      server.part("anna", "c1", "r");
      deepEqual([presence.online("r"), presence.isConnected("anna")], [2, true]);
      deepEqual(server.gone, []);
      server.part("anna", "c2", "r");
      deepEqual([presence.online("r"), presence.isConnected("anna")], [1, false]);
      equal(presence.isOnline("r", "anna"), false);
      deepEqual(server.gone, ["anna"]);
      equal(presence.servers(), 1);
    },
  },
  {
    name: "presence: whoever goes has left; when the server drains, it sent them away",
    async run(target) {
      const server = await target.server();
      server.arrive("anna", "c1", "r");
      server.arrive("ben", "c2", "r");
      server.part("anna", "c1", "r");
      server.presence.drain();
      server.part("ben", "c2", "r");
      deepEqual([server.gone, server.lost], [["anna", "ben"], ["ben"]]);
    },
  },
  {
    name: "presence: entering twice and leaving what was not entered count once and not at all",
    async run(target) {
      const { presence } = await target.server();
      presence.enter("r", ref("anna"), "c1");
      presence.enter("r", ref("anna"), "c1");
      presence.leave("r", "ben", "c9");
      presence.leave("never", "anna", "c1");
      equal(presence.online("r"), 1);
      presence.leave("r", "anna", "c1");
      equal(presence.online("r"), 0);
      deepEqual([...presence.occupied()], []);
      presence.disconnect("nobody", "c1");
    },
  },
  {
    name: "presence: users are shown under their latest name, and no more than asked for",
    async run(target) {
      const { presence } = await target.server();
      for (let i = 0; i < 5; i += 1) presence.enter("r", ref(`u${i}`), `c${i}`);
      equal(presence.users("r", 3).length, 3);
      presence.enter("r", ref("u0", "Zero"), "c0");
      deepEqual(
        presence.users("r", 10).find(({ id }) => id === "u0"),
        ref("u0", "Zero"),
      );
    },
  },
  {
    name: "presence: changes of watched rooms are told together, a reload is none, and others are silent",
    async run(target) {
      const server = await target.server();
      const { presence } = server;
      server.arrive("reloads", "c0", "r");
      await until("nothing is on its way", () => presence.online("r") === 1);
      presence.watch("r");
      presence.watch("r");
      presence.unwatch("r");
      server.part("reloads", "c0", "r");
      server.arrive("reloads", "c1", "r");
      server.arrive("anna", "c2", "r", "unwatched");
      server.arrive("ben", "c3", "r");
      await until("a change", () => server.changes.length > 0);
      deepEqual(server.changes, [
        { roomId: "r", online: 3, joined: [ref("anna"), ref("ben")], left: [] },
      ]);
      server.part("anna", "c2", "r", "unwatched");
      await until("another", () => server.changes.length > 1);
      deepEqual(server.changes[1], { roomId: "r", online: 2, joined: [], left: ["anna"] });
      presence.unwatch("r");
    },
  },
];

const severalCases: readonly PresenceCase[] = [
  {
    name: "presence: users of all servers are counted, one on two servers once",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      a.arrive("anna", "a1", "r", "only-a");
      b.arrive("anna", "b1", "r");
      b.arrive("ben", "b2", "r");
      for (const { presence } of [a, b]) {
        await until("both", () => presence.online("r") === 2 && presence.connectedUsers() === 2);
        equal(presence.isOnline("r", "anna"), true);
        await until("what one server has", () => presence.online("only-a") === 1);
      }
      a.part("anna", "a1", "r", "only-a");
      await until("she left a room", () => b.presence.online("only-a") === 0);
      deepEqual([a.gone, b.gone], [[], []], "she is still on the other server");
      equal(a.presence.isConnected("anna"), true);
      b.part("anna", "b1", "r");
      await until("she is gone", () => a.gone.length === 1 && b.gone.length === 1);
      deepEqual([a.gone, b.gone], [["anna"], ["anna"]]);
      deepEqual(a.ids("r"), ["ben"]);
    },
  },
  {
    name: "presence: of a server that drains, those who went before have left, and the rest are lost",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      b.arrive("anna", "b1", "r");
      b.arrive("ben", "b2", "r");
      b.arrive("carla", "b3", "r");
      await until("they are known", () => a.presence.online("r") === 3);
      b.part("anna", "b1", "r");
      await until("she has left", () => a.gone.length === 1);
      b.presence.drain();
      b.part("ben", "b2", "r");
      await until("he was sent away", () => a.gone.length === 2);
      a.arrive("carla", "a1", "r");
      b.part("carla", "b3", "r");
      await until("she moved", () => b.presence.isConnected("carla"));
      deepEqual([a.gone, a.lost], [["anna", "ben"], ["ben"]]);
    },
  },
  {
    name: "presence: watchers are told of changes on other servers, once",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      a.presence.watch("r");
      b.arrive("ben", "b1", "r");
      await until("he joined", () => a.changes.length === 1);
      deepEqual(a.changes, [{ roomId: "r", online: 1, joined: [ref("ben")], left: [] }]);
      a.arrive("ben", "a1", "r");
      b.part("ben", "b1", "r");
      b.presence.enter("r", ref("carla"), "b2");
      await until("the next", () => a.changes.length === 2);
      deepEqual(
        a.changes[1]?.joined,
        [ref("carla")],
        "who changes servers neither left nor joined",
      );
      deepEqual(a.changes[1]?.left, []);
    },
  },
  {
    name: "presence: a new name reaches all servers",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      a.arrive("anna", "a1", "r");
      await until("she is there", () => b.presence.online("r") === 1);
      a.presence.enter("r", ref("anna", "Anna B."), "a1");
      await until("her name", () => b.presence.users("r", 1)[0]?.display_name === "Anna B.");
    },
  },
  {
    name: "presence: a server that comes later learns of all who are there",
    async run(target) {
      const a = await target.server();
      // More than fits into one message.
      for (let i = 0; i < 300; i += 1) {
        a.arrive(`u${i}`, `c${i}`, ...Array.from({ length: 20 }, (_, room) => `r${room}`));
      }
      const b = await target.server();
      await until("all of them", () => b.presence.connectedUsers() === 300);
      await until("in all rooms", () => b.presence.online("r19") === 300);
      deepEqual(b.ids("r7"), a.ids("r7"));
    },
  },
  {
    name: "presence: whatever happens in whatever order, all servers come to the same view",
    async run(target) {
      const dice = seededDice(seed);
      const servers = [await target.server(), await target.server(), await target.server()];
      const users = Array.from({ length: 12 }, (_, i) => `u${i}`);
      const rooms = ["r0", "r1", "r2", "r3"];
      const here = new Map(servers.map((server) => [server, new Map<string, string[]>()]));
      for (let step = 0; step < 400; step += 1) {
        const server = pick(dice, servers);
        const userId = pick(dice, users);
        const connections = here.get(server);
        const connection = `${servers.indexOf(server)}-${userId}-${integer(dice, 0, 1)}`;
        const known = connections?.get(connection);
        if (known === undefined) {
          const entered = rooms.filter(() => dice() < 0.5);
          connections?.set(connection, entered);
          server.arrive(userId, connection, ...entered);
        } else {
          connections?.delete(connection);
          server.part(userId, connection, ...known);
        }
        if (step % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
      }
      const expected = rooms.map((room) => {
        const present = new Set<string>();
        for (const connections of here.values()) {
          for (const [connection, entered] of connections) {
            if (entered.includes(room)) present.add(connection.split("-")[1] ?? "");
          }
        }
        return Array.from(present).sort();
      });
      for (const server of servers) {
        const view = () => JSON.stringify(rooms.map((room) => server.ids(room)));
        await until(`the same view (seed ${seed})`, () => view() === JSON.stringify(expected));
      }
    },
  },
];

/** What every adapter of the presence port must do: src/ports/presence.ts. */
export const presenceContract = serversContract(aloneCases, severalCases);
