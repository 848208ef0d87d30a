import { setTimeout as delay } from "node:timers/promises";
import type { ServerEvent } from "../../src/protocol/events.ts";
import type { Crosstalk } from "./crosstalk.ts";
import { Samples } from "./samples.ts";
import { frame, type LoadSocket } from "./websocket.ts";
import { commonRank, seeded, sentence, word } from "./words.ts";

export interface BigRoomPlan {
  readonly messages: number;
  /** Of each kind of call, one after the other. */
  readonly calls: number;
}

export interface BigRoomResult {
  readonly historyP99Ms: number;
  readonly aroundP99Ms: number;
  readonly resumeP99Ms: number;
  readonly searchP99Ms: number;
  /** How long filling took: messages stored a second by one sender. */
  readonly storedPerSecond: number;
  /** From the last ack until search knew the last message. */
  readonly indexedAfterMs: number;
}

const WINDOW = 256;
const RESUME_BEHIND = 500;
const LAST = "zymurgyxq";

interface Owner {
  readonly token: string;
  readonly socket: LoadSocket;
  readonly room: string;
}

const open = async (chat: Crosstalk): Promise<Owner> => {
  const body = {
    username: `bench-${Date.now().toString(36)}`,
    password: "a password of the bench",
  };
  const answer = await chat.call<{ access_token: string }>(
    "POST",
    "/api/auth/register",
    undefined,
    body,
  );
  chat.tokens[0] = answer.access_token;
  const socket = await chat.connect(0);
  const action = { action: "create_room", name: `big ${body.username}`, kind: "public" };
  const event = await chat.ask(socket, action, "room_created");
  if (event.event !== "room_created") throw new Error("no room");
  return { token: answer.access_token, socket, room: event.room.id };
};

/** Fills the room through one socket, as fast as the acks come. */
const fill = async (chat: Crosstalk, { socket, room }: Owner, messages: number): Promise<void> => {
  const random = seeded(7);
  const digest = chat.digest(false);
  const done = Promise.withResolvers<void>();
  let sent = 0;
  let acked = 0;
  const send = (count: number): void => {
    const frames: Buffer[] = [];
    for (; frames.length < count && sent < messages; sent++) {
      frames.push(chat.message(room, sent === messages - 1 ? LAST : sentence(random)));
    }
    if (frames.length > 0) socket.write(Buffer.concat(frames));
  };
  socket.reader = (_, bytes, start, end) => {
    const { acks, errors } = digest(bytes, start, end).counts;
    if (errors > 0) done.reject(new Error(bytes.toString("utf8", start, end).slice(0, 300)));
    acked += acks;
    if (acked >= messages) done.resolve();
    send(acks);
  };
  send(WINDOW);
  await done.promise;
};

const timed = async (calls: number, call: () => Promise<unknown>): Promise<number> => {
  for (let i = 0; i < 20; i++) await call();
  const samples = new Samples();
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    await call();
    samples.add(performance.now() - start);
  }
  return samples.percentile(0.99);
};

/** A new connection that is 500 behind: from its first byte to its last entry. */
const resume = async (chat: Crosstalk, owner: Owner, tip: number): Promise<void> => {
  const socket = await chat.open();
  const caughtUp = Promise.withResolvers<void>();
  socket.reader = (_, bytes, start, end) => {
    for (const event of JSON.parse(bytes.toString("utf8", start, end)) as ServerEvent[]) {
      if (event.event === "message" && event.seq === tip) caughtUp.resolve();
      if (event.event === "reset" || event.event === "error") {
        caughtUp.reject(new Error(JSON.stringify(event)));
      }
    }
  };
  const cursors = { [owner.room]: tip - RESUME_BEHIND };
  socket.write(frame(JSON.stringify({ action: "authenticate", token: owner.token, cursors })));
  await caughtUp.promise;
  void socket.destroy();
};

/** Resolves when a search finds the last message of a room that `fill` has filled. */
const indexed = async (chat: Crosstalk, { token, room }: Owner): Promise<void> => {
  const filled = performance.now();
  const path = `/api/search?q=${LAST}&room_id=${room}&limit=20`;
  // `unavailable` while the index is far behind: a search sees what was acked before it, or says so.
  const isFound = async () => {
    const page = await chat.call<{ hits: unknown[] }>("GET", path, token).catch(() => undefined);
    return page?.hits.length === 1;
  };
  while (!(await isFound())) {
    if (performance.now() - filled > 60_000) throw new Error("search never found the last message");
    await delay(20);
  }
};

/** For a server that is to have something to search, back up and remove. */
export const runFill = async (chat: Crosstalk, messages: number): Promise<object> => {
  const owner = await open(chat);
  await fill(chat, owner, messages);
  await indexed(chat, owner);
  return { messages };
};

export const runBigRoom = async (chat: Crosstalk, plan: BigRoomPlan): Promise<BigRoomResult> => {
  const owner = await open(chat);
  const { token, room } = owner;
  const start = performance.now();
  await fill(chat, owner, plan.messages);
  const filled = performance.now();
  await indexed(chat, owner);
  const indexedAfterMs = performance.now() - filled;
  const search = (q: string) =>
    chat.call<{ hits: unknown[] }>("GET", `/api/search?q=${q}&room_id=${room}&limit=20`, token);

  const { tip } = await chat.call<{ tip: { seq: number } }>(
    "GET",
    `/api/rooms/${room}/messages?limit=1`,
    token,
  );
  const random = seeded(11);
  const anySeq = () => 1 + Math.floor(random() * tip.seq);
  const messages = (query: string) =>
    chat.call("GET", `/api/rooms/${room}/messages?${query}&limit=50`, token);
  // Common words and rare ones, whole words, beginnings of words, and two terms at once.
  const query = (): string => {
    const first = word(commonRank(random));
    const kind = random();
    if (kind < 0.4) return first;
    return kind < 0.7 ? first.slice(0, 3) : `${first}+${word(commonRank(random))}`;
  };
  return {
    historyP99Ms: await timed(plan.calls, () => messages(`before=${anySeq()}`)),
    aroundP99Ms: await timed(plan.calls, () => messages(`around=${anySeq()}`)),
    resumeP99Ms: await timed(plan.calls, () => resume(chat, owner, tip.seq)),
    searchP99Ms: await timed(plan.calls, () => search(query())),
    storedPerSecond: (plan.messages * 1_000) / (filled - start),
    indexedAfterMs,
  };
};
