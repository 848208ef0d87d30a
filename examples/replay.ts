/**
 * Plays IRC logs as their many users, each nick a user of its own with connections of its own, into one
 * room per file, and compares what is stored with the file. examples/README.md says how.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { ChatClient } from "../src/client/chat-client.ts";
import { cookieFetch } from "../src/client/cookie-fetch.ts";
import { LIMITS } from "../src/protocol/limits.ts";
import { nameKey } from "../src/protocol/names.ts";
import { Cast, persist } from "./replay/cast.ts";
import { parseIrcLog } from "./replay/irc-log.ts";
import { Pace } from "./replay/pace.ts";
import { play } from "./replay/play.ts";
import { differences, storedMessages } from "./replay/verify.ts";

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    room: { type: "string" },
    speed: { type: "string", default: "Infinity" },
    guests: { type: "boolean", default: false },
    password: { type: "string", default: crypto.randomUUID() },
    window: { type: "string", default: "1" },
    "max-connections": { type: "string", default: "64" },
    verify: { type: "boolean", default: false },
    "verify-only": { type: "boolean", default: false },
  },
});

const number = (name: "speed" | "window" | "max-connections"): number => {
  const value = Number(values[name]);
  if (value > 0) return value;
  console.error(`--${name} must be a number above 0, for example --${name} 10`);
  process.exit(2);
};
const speed = number("speed");
const window = number("window");
const maxConnections = number("max-connections");
if (files.length === 0) {
  console.error("usage: node examples/replay.ts FILE… [--url URL] [--room NAME] [--verify]");
  process.exit(2);
}

const { url, guests, password } = values;
const cast = new Cast({ url, guests, password, maxConnections });

/** Opens the rooms and reads them; says nothing. */
const stage = new ChatClient({ url, fetch: cookieFetch() });
await persist(() =>
  stage.session.register({
    username: `irc.stage.${crypto.randomUUID().slice(0, 8)}`,
    password: crypto.randomUUID(),
    display_name: "Replay",
  }),
);

/** The room of that name, joined: an earlier replay's, or a new one. */
const roomNamed = async (name: string): Promise<string> => {
  const { rooms } = await persist(() =>
    stage.rest.call("discoverRooms", { query: { query: name } }),
  );
  const found = rooms.find((room) => nameKey(room.name) === nameKey(name));
  const { room } = await persist(() =>
    found === undefined
      ? stage.rest.call("createRoom", { body: { name, kind: "public" } })
      : stage.rest.call("joinRoom", { params: { room_id: found.id } }),
  );
  return room.id;
};

let wrong = 0;
for (const file of files) {
  const lines = parseIrcLog(readFileSync(file, "utf8"));
  const base = basename(file).replace(/\.txt$/, "");
  const name = (files.length === 1 ? values.room : undefined) ?? `${values.room ?? ""} ${base}`;
  const roomId = await roomNamed(name.trim().slice(0, LIMITS.roomName));
  if (!values["verify-only"]) {
    const start = performance.now();
    let acked = 0;
    const progress = setInterval(() => console.log(`${base}: ${acked} of ${lines.length}`), 10_000);
    await play(lines, cast, new Pace(lines, speed), { roomId, window, acked: () => acked++ });
    clearInterval(progress);
    const seconds = (performance.now() - start) / 1_000;
    console.log(`${base}: ${acked} lines by ${cast.size} users in ${seconds.toFixed(1)} s`);
  }
  if (values.verify || values["verify-only"]) {
    const found = differences(lines, await storedMessages(stage.rest, roomId), window === 1);
    for (const difference of found) console.log(`${base}: ${difference}`);
    console.log(`${base}: ${lines.length} lines compared, ${found.length} differences`);
    wrong += found.length;
  }
}
cast.dismiss();
process.exitCode = wrong === 0 ? 0 : 1;
