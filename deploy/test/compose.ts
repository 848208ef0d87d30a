/**
 * Brings docker-compose.yml up for real and sees it work: `node deploy/test/compose.ts`, by hand or nightly. It takes
 * Docker with compose or, where there is none, podman with images made on the spot (stand-ins.ts); ports 18080
 * and 18443 of this machine; minutes for the first build. `--keep` leaves everything up at the end.
 *
 * Two people at browsers and two other clients chat through nginx on servers of different runtimes; one server is
 * killed, another stopped in order; the talk goes on, and what everyone saw is held against what is stored.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, exit } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { ChatClient } from "../../tests/harness/chat-client.ts";
import { check } from "../../tests/harness/checker/check.ts";
import { History } from "../../tests/harness/history.ts";
import { type Identity, Rest, register } from "../../tests/harness/rest.ts";
import { ROOT } from "../../tests/harness/runtime-command.ts";
import { readRoom } from "../../tests/harness/stored-room.ts";
import { until } from "../../tests/harness/wait.ts";
import { browsersChat } from "./browsers.ts";
import { Engine } from "./engine.ts";
import { show } from "./shell.ts";

const SERVERS = ["node", "bun", "deno"] as const;
const PORT = "18080";
const url = `http://127.0.0.1:${PORT}`;
const wsUrl = `ws://127.0.0.1:${PORT}/api/ws`;
/** Slower than what a member may send in the long run, which is 5 a second. */
const SEND_EVERY_MS = 250;
const START_MS = 180_000;

const seen = (what: string): void => console.log(`✓ ${what}`);
const demand = (truth: boolean, what: string): void => {
  if (!truth) throw new Error(`not so: ${what}`);
  seen(what);
};

/** Which server a client is on, as its `authenticated` said. */
const serverOf = (client: ChatClient): string =>
  client.events.findLast((event) => event.event === "authenticated")?.server_id ?? "";

const countServers = async (rest: Rest): Promise<number> =>
  (await rest.call<{ servers?: number }>("GET", "/api/stats")).body.servers ?? 0;

const checkHardening = async (engine: Engine): Promise<void> => {
  for (const server of SERVERS) {
    const script = '[ "$(id -u)" != 0 ] && ! touch /app/x && ! command -v npm';
    demand(
      (await engine.exec(server, "sh", "-c", script)) === 0,
      `${server}: no root, no writing, no npm`,
    );
    const inside = await engine.inspect(server, "{{json .Config.Env}}");
    demand(!/"(JWT_SECRET|ADMIN_PASSWORD)=/.test(inside), `${server}: no secret in its settings`);
  }
};

/** On two different servers: where a client lands is nginx's choice, so it tries again. */
const connectApart = async (
  people: readonly [Identity, Identity],
  history: History,
): Promise<[ChatClient, ChatClient]> => {
  const first = await new ChatClient(wsUrl, people[0], history, { keepEvents: true }).connect();
  for (let attempt = 0; attempt < 10; attempt++) {
    const second = await new ChatClient(wsUrl, people[1], history, { keepEvents: true }).connect();
    if (serverOf(second) !== serverOf(first)) return [first, second];
    await second.stop();
  }
  throw new Error("nginx gives everyone the same server");
};

const talkThroughFaults = async (engine: Engine, rest: Rest): Promise<void> => {
  const people = [await register(rest, "ada"), await register(rest, "ben")] as const;
  const history = new History();
  const [ada, ben] = await connectApart(people, history);
  seen(`ada is on ${serverOf(ada)}, ben on ${serverOf(ben)}`);
  const { room } = await ada.expect("room_created", "create_room", {
    name: "compose",
    kind: "public",
  });
  await ben.expect("room_joined", "join_room", { room_id: room.id });
  let said = 0;
  const talk = setInterval(() => {
    const speaker = said % 2 === 0 ? ada : ben;
    speaker.send(room.id, `c${++said}`, `line ${said}`);
  }, SEND_EVERY_MS);
  const answered = async (what: string, lines: number): Promise<void> => {
    const goal = said + lines;
    await until(what, () => said >= goal && ada.outbox.size + ben.outbox.size <= 2, 60_000);
    seen(what);
  };
  try {
    await answered("they talk", 20);
    const killed = serverOf(ben);
    await engine.kill(killed);
    await answered(`${killed} was killed, the talk goes on`, 20);
    demand(serverOf(ben) !== killed && ben.ready, `ben went from ${killed} to ${serverOf(ben)}`);
    await engine.start(killed);
    await until("three servers again", async () => (await countServers(rest)) === 3, START_MS);
    seen(`${killed} is back, under its own name`);
    const stopped = serverOf(ada);
    await engine.stop(stopped);
    demand(
      (await engine.inspect(stopped, "{{.State.ExitCode}}")) === "0",
      `${stopped} drained and ended with 0`,
    );
    await answered(`${stopped} was stopped, the talk goes on`, 20);
    await engine.start(stopped);
  } finally {
    clearInterval(talk);
  }
  await until("all answered", () => ada.outbox.size + ben.outbox.size === 0, 30_000);
  const stored = await readRoom(rest, people[0].token, room.id);
  await until(
    "all heard",
    () => [ada, ben].every((c) => c.cursors.get(room.id) === stored.tip.seq),
    30_000,
  );
  const settled = [ada, ben].map(({ name }) => ({ client: name, room: room.id }));
  const violations = check({ history: history.observations, stored: [stored], settled });
  await Promise.all([ada.stop(), ben.stop()]);
  if (violations.length > 0) throw new Error(JSON.stringify(violations, undefined, 2));
  seen(`${stored.entries.length} entries, none lost, doubled or out of order`);
};

show("node", [join(ROOT, "scripts/get-chromium.ts")]);
const secrets = mkdtempSync(join(tmpdir(), "crosstalk-secrets-"));
show("sh", [join(ROOT, "deploy/make-secrets.sh"), secrets]);
const engine = await Engine.find({
  SECRETS: secrets,
  HTTP_PORT: PORT,
  HTTPS_PORT: "18443",
  SITE: "http",
});
let failed = false;
try {
  engine.compose("build");
  engine.compose("up", "-d");
  const rest = new Rest(url);
  const answers = () =>
    rest.call("GET", "/api/ready").then(
      ({ status }) => status === 200,
      () => false,
    );
  await until("ready through nginx", answers, START_MS);
  seen("ready through nginx");
  await until("three servers", async () => (await countServers(rest)) === 3, START_MS);
  seen("three servers are one cluster");
  for (const server of [...SERVERS, "nginx", "redis", "mongo"]) {
    await until(`${server} is healthy`, () => engine.healthy(server), START_MS);
  }
  seen("all health checks pass");
  await checkHardening(engine);
  await talkThroughFaults(engine, rest);
  await until("three servers", async () => (await countServers(rest)) === 3, START_MS);
  await browsersChat(url, (server) => engine.kill(server));
  const log = await engine.logs("nginx");
  demand(log.includes('"path":"/api/ws"') && !log.includes("token="), "no token in nginx's log");
} catch (error) {
  failed = true;
  console.error(error);
  for (const service of [...SERVERS, "nginx", "mongo-init"]) {
    const log = await engine.logs(service).catch(String);
    console.error(`── ${service}\n${log.split("\n").slice(-15).join("\n")}`);
  }
} finally {
  if (!argv.includes("--keep")) {
    engine.compose("down", "-v");
    rmSync(secrets, { recursive: true, force: true });
  }
}
await delay(0);
console.log(failed ? "\nFAILED" : "\nAll as it should be");
exit(failed ? 1 : 0);
