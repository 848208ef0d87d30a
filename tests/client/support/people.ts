import { ChatClient } from "../../../src/client/chat-client.ts";
import type { ChatClientOptions } from "../../../src/client/chat-client-options.ts";
import { cookieFetch } from "../../../src/client/cookie-fetch.ts";
import type { Fetch } from "../../../src/client/ports.ts";
import type { Entry } from "../../../src/protocol/entries.ts";
import { Wire } from "./wire.ts";

export interface Person extends Disposable {
  readonly client: ChatClient;
  readonly wire: Wire;
  /** Its cookies, for another page of the same browser. */
  readonly fetch: Fetch;
  /** All entries that it was told, in that order. */
  readonly entries: Entry[];
}

let names = 0;

/** Somebody in front of a browser, signed in nowhere yet. */
export const person = (url: string, options: Partial<ChatClientOptions> = {}): Person => {
  const wire = new Wire();
  const fetch = options.fetch ?? cookieFetch();
  const client = new ChatClient({ url, openSocket: wire.open, ...options, fetch });
  const entries: Entry[] = [];
  client.on("entry", (entry) => entries.push(entry));
  return { client, wire, fetch, entries, [Symbol.dispose]: () => client.stop() };
};

export const online = async ({ client }: Person): Promise<void> => {
  if (client.state.status === "online") return;
  await client.next("state", {
    matches: ({ status }) => status === "online",
    signal: AbortSignal.timeout(60_000),
  });
};

/** Somebody with an account, connected. */
export const member = async (
  url: string,
  name: string,
  options: Partial<ChatClientOptions> = {},
): Promise<Person> => {
  const someone = person(url, options);
  await someone.client.session.register({
    username: `${name}.${++names}`,
    password: "correct horse",
    display_name: name,
  });
  await someone.client.start();
  await online(someone);
  return someone;
};

/** A room of the first one that all the others have joined. */
export const roomOf = async (owner: Person, ...others: readonly Person[]): Promise<string> => {
  const { room } = await owner.client.createRoom({ name: `room ${++names}`, kind: "public" });
  for (const other of others) await other.client.join({ room_id: room.id });
  return room.id;
};

export const seqs = (entries: readonly Entry[]): number[] => entries.map(({ seq }) => seq);

export const texts = (entries: readonly Entry[]): string[] =>
  entries.flatMap((entry) => (entry.event === "message" ? [entry.content ?? ""] : []));
