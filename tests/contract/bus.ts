import { deepEqual, equal, ok } from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { PublishedEntry, Question } from "../../src/ports/bus.ts";
import { type Dice, integer, seed, seededDice } from "../harness/seeded.ts";
import { until } from "../harness/wait.ts";
import {
  aClient,
  everyCommand,
  everyKindOfQuestion,
  everyQuestion,
  everySignal,
  publishedEntries,
  someAnswers,
} from "./bus-samples.ts";
import type { BusServer, BusTarget } from "./bus-server.ts";
import { serversContract, type TargetCase } from "./contract.ts";

type BusCase = TargetCase<BusTarget>;

/** About two seconds, and what a machine that has much else to do adds. */
const WAITED_MS = 15_000;

/** A server that took more than a second for its answer was asked again. */
const eachOnce = (questions: readonly Question[]): Question[] =>
  questions.filter((question, i) => i === 0 || !isDeepStrictEqual(question, questions[i - 1]));

/** Some entries of some rooms in each of ten turns; where each room's log ends then. */
const publishRounds = async (
  { bus }: BusServer,
  rooms: readonly string[],
  dice: Dice,
): Promise<ReadonlyMap<string, number>> => {
  const tips = new Map<string, number>();
  for (let round = 0; round < 10; round += 1) {
    for (const room of rooms) {
      const from = (tips.get(room) ?? 0) + 1;
      const count = integer(dice, 0, 3);
      tips.set(room, from + count - 1);
      if (count > 0) bus.publish(room, publishedEntries(room, from, count));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return tips;
};

const aloneCases: readonly BusCase[] = [
  {
    name: "bus: gives a server its own commands and signals, and not its own entries",
    async run(target) {
      const server = await target.server();
      await server.bus.subscribe("r");
      server.bus.publish("r", publishedEntries("r", 1, 3));
      server.bus.signal({ to: "user", userId: "u", event: { event: "pong", at: 1 } });
      equal(server.signals.length, 1, "before the call returns");
      const { confirmed, servers } = await server.bus.command({ type: "bans_changed" });
      deepEqual([confirmed, servers], [1, 1]);
      deepEqual(server.commands, [{ type: "bans_changed" }]);
      deepEqual(server.seqs("r"), []);
      equal(server.signals.length, 1, "and once");
    },
  },
  {
    name: "bus: a command resolves once it took effect here",
    async run(target) {
      const server = await target.server();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      server.obey = () => held;
      let isOver = false;
      const command = server.bus.command({ type: "bans_changed" }).then(() => {
        isOver = true;
      });
      await new Promise((resolve) => setImmediate(resolve));
      ok(!isOver);
      release();
      await command;
      equal(server.commands.length, 1);
    },
  },
  {
    name: "bus: says that it is well, and hands nothing over after it stopped",
    async run(target) {
      const server = await target.server();
      await until("health", () => server.bus.health().ok);
      await server.bus.stop();
      server.bus.signal({ to: "user", userId: "u", event: { event: "pong", at: 1 } });
      await server.bus.command({ type: "bans_changed" });
      const answers = await server.bus.ask({ type: "connections", filter: { limit: 1 } });
      deepEqual([server.signals, server.commands, answers.answers], [[], [], []]);
    },
  },
  {
    name: "bus: a server answers its own questions",
    async run(target) {
      const server = await target.server();
      server.clients = [aClient("c1"), aClient("c2")];
      for (const question of everyQuestion) {
        const answers = { answers: [server.clients], servers: 1, missing: [] };
        deepEqual(await server.bus.ask(question), answers);
      }
      deepEqual(server.questions, everyQuestion, "and once");
    },
  },
];

const severalCases: readonly BusCase[] = [
  {
    name: "bus: entries reach the servers that subscribed, as they are, from when it is confirmed",
    async run(target) {
      const [a, b, other] = [await target.server(), await target.server(), await target.server()];
      await b.bus.subscribe("r");
      await other.bus.subscribe("another");
      const entries = publishedEntries("r", 1, 20);
      const rewriting = { ...publishedEntries("r", 21, 1)[0], rewrites: 7 } as PublishedEntry;
      a.bus.publish("r", entries.slice(0, 5));
      a.bus.publish("r", entries.slice(5));
      await until("the first turn's", () => b.seqs("r").length === 20);
      a.bus.publish("r", [rewriting]);
      await until("the second turn's", () => b.seqs("r").length === 21);
      deepEqual(b.rooms.get("r"), [...entries, rewriting]);
      a.bus.publish("another", publishedEntries("another", 1, 1));
      await until("the other room's", () => other.seqs("another").length === 1);
      deepEqual(other.seqs("r"), []);
    },
  },
  {
    name: "bus: nothing comes after unsubscribing, and all again after subscribing anew at once",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      for (const room of ["kept", "left", "back"]) await b.bus.subscribe(room);
      b.bus.unsubscribe("left");
      b.bus.unsubscribe("back");
      await b.bus.subscribe("back");
      for (const room of ["left", "back", "kept"]) {
        a.bus.publish(room, publishedEntries(room, 1, 1));
      }
      await until("kept and back", () => b.seqs("kept").length + b.seqs("back").length === 2);
      deepEqual(b.seqs("left"), []);
    },
  },
  {
    name: "bus: hundreds of rooms, each to those who want it, in order",
    async run(target) {
      const dice = seededDice(seed);
      const sender = await target.server();
      const rooms = Array.from({ length: 300 }, (_, i) => `room-${i}`);
      const receivers = [await target.server(), await target.server()].map((server) => ({
        server,
        wanted: rooms.filter(() => dice() < 0.5),
      }));
      for (const { server, wanted } of receivers) {
        await Promise.all(wanted.map((room) => server.bus.subscribe(room)));
      }
      const tips = await publishRounds(sender, rooms, dice);
      for (const { server, wanted } of receivers) {
        for (const room of rooms) {
          const tip = wanted.includes(room) ? (tips.get(room) ?? 0) : 0;
          await until(`${room} (seed ${seed})`, () => server.seqs(room).length >= tip);
          deepEqual(
            server.seqs(room),
            Array.from({ length: tip }, (_, i) => i + 1),
          );
        }
      }
    },
  },
  {
    name: "bus: a command is done everywhere before it is answered, and each server confirms",
    async run(target) {
      const servers = [await target.server(), await target.server(), await target.server()];
      const [first, slow] = servers;
      if (slow !== undefined) {
        slow.obey = () => new Promise((resolve) => setTimeout(resolve, 100));
      }
      const enforced = await first?.bus.command({ type: "room_deleted", roomId: "r" });
      deepEqual([enforced?.confirmed, enforced?.servers], [3, 3]);
      for (const { commands } of servers) equal(commands.length, 1);
    },
  },
  {
    name: "bus: a server where a command fails does not confirm it",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      b.obey = () => Promise.reject(new Error("the store is away"));
      const enforced = await a.bus.command({ type: "bans_changed" });
      deepEqual([enforced.confirmed, enforced.servers], [1, 2]);
      ok(enforced.ms < WAITED_MS);
      const { pending = [] } = enforced;
      equal(pending.length, 1);
      deepEqual(await a.bus.repeat({ type: "bans_changed" }, pending), []);
      equal(a.commands.length, 1, "only those are told again");
      b.obey = async () => undefined;
      deepEqual(await a.bus.repeat({ type: "bans_changed" }, pending), pending);
      deepEqual(await a.bus.repeat({ type: "bans_changed" }, ["gone"]), ["gone"]);
    },
  },
  {
    name: "bus: a question is answered by every server, in as much as may be asked for",
    async run(target) {
      const servers = [await target.server(), await target.server(), await target.server()];
      for (const [i, server] of servers.entries()) {
        server.clients = Array.from({ length: 101 }, (_, n) => aClient(`${i}-${n}`));
      }
      const [asker] = servers;
      for (const question of everyQuestion) {
        const { answers = [], ...all } = (await asker?.bus.ask(question)) ?? {};
        deepEqual(all, { servers: 3, missing: [] });
        deepEqual(
          answers.flat().toSorted((a, b) => (a.connection_id < b.connection_id ? -1 : 1)),
          servers
            .flatMap(({ clients }) => clients)
            .toSorted((a, b) => (a.connection_id < b.connection_id ? -1 : 1)),
        );
      }
      for (const { questions } of servers) deepEqual(eachOnce(questions), everyQuestion);
    },
  },
  {
    name: "bus: questions of every kind, and the answers to them, arrive as they were given",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      Object.assign(b.says, someAnswers);
      for (const question of everyKindOfQuestion) {
        const { answers } = await a.bus.ask(question);
        deepEqual(answers, [a.says[question.type], someAnswers[question.type]]);
      }
      deepEqual(eachOnce(b.questions), everyKindOfQuestion);
    },
  },
  {
    name: "bus: a server that does not answer is asked again, and named after about 2 s",
    async run(target) {
      const [a, b, c] = [await target.server(), await target.server(), await target.server()];
      a.clients = [aClient("a")];
      let asked = 0;
      b.answer = () => {
        asked += 1;
        throw new Error("cannot say");
      };
      c.clients = [aClient("c")];
      const started = performance.now();
      const said = await a.bus.ask({ type: "connections", filter: { limit: 1 } });
      deepEqual([said.answers.flat(), said.servers], [[aClient("a"), aClient("c")], 3]);
      equal(said.missing.length, 1, "who did not answer is named");
      equal(asked, 2, "and was asked again");
      ok(performance.now() - started < WAITED_MS);
    },
  },
  {
    name: "bus: commands and signals of every kind arrive as they were given",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      await b.bus.subscribe("r");
      for (const command of everyCommand) await a.bus.command(command);
      deepEqual(b.commands, everyCommand);
      for (const signal of everySignal) a.bus.signal(signal);
      await until("every signal", () => b.signals.length === everySignal.length);
      deepEqual(b.signals, everySignal);
    },
  },
  {
    name: "bus: signals of a room reach the servers that subscribed to it, those to users all",
    async run(target) {
      const [a, b, c] = [await target.server(), await target.server(), await target.server()];
      await b.bus.subscribe("r");
      const event = { event: "pong", at: 1 } as const;
      a.bus.signal({ to: "room", roomId: "r", event });
      a.bus.signal({ to: "user", userId: "u", event });
      await until("both", () => b.signals.length === 2 && c.signals.length === 1);
      deepEqual(
        c.signals.map(({ to }) => to),
        ["user"],
      );
    },
  },
];

/** What every adapter of the bus port must do: src/ports/bus.ts. */
export const busContract = serversContract(aloneCases, severalCases);
