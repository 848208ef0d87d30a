import type { StatsTick } from "../../src/protocol/stats.ts";

/** One event of a stream, as it came. */
export interface StreamedEvent {
  readonly id: string;
  readonly data: unknown;
}

/**
 * Server-Sent Events by fetch, as the dashboard reads them. It ends with the stream; `await using` leaves
 * before.
 */
export class EventStream implements AsyncDisposable {
  readonly response: Response;
  readonly #abort: AbortController;
  readonly #events: AsyncGenerator<StreamedEvent>;

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#events = eventsOf(response);
  }

  static async open(
    url: string,
    token: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal: abort.signal,
    });
    return new EventStream(response, abort);
  }

  /** Undefined at its end. */
  async next(): Promise<StreamedEvent | undefined> {
    const { value, done } = await this.#events.next();
    return done === true ? undefined : value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
  }
}

async function* eventsOf({ body }: Response): AsyncGenerator<StreamedEvent> {
  if (body === null) return;
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) yield eventOf(block);
  }
}

const eventOf = (block: string): StreamedEvent => {
  const field = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  return { id: field("id"), data: JSON.parse(field("data")) };
};

/** The live statistics of a server, tick by tick. */
export class LiveStats implements AsyncDisposable {
  readonly #stream: EventStream;

  private constructor(stream: EventStream) {
    this.#stream = stream;
  }

  static async open(url: string, token: string, lastEventId?: number): Promise<LiveStats> {
    const resume = lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) };
    const stream = await EventStream.open(`${url}/api/admin/stats/live`, token, resume);
    if (stream.response.status !== 200) throw new Error(`stats/live: ${stream.response.status}`);
    return new LiveStats(stream);
  }

  /** Throws at the end of the stream. */
  async next(): Promise<StatsTick> {
    const event = await this.#stream.next();
    if (event === undefined) throw new Error("the stream has ended");
    return event.data as StatsTick;
  }

  /** The first that is so. */
  async until(what: string, isSo: (tick: StatsTick) => boolean, ms = 60_000): Promise<StatsTick> {
    const deadline = performance.now() + ms;
    for (;;) {
      const tick = await this.next();
      if (isSo(tick)) return tick;
      if (performance.now() > deadline) {
        throw new Error(`not so in ${ms} ms: ${what}; at last ${JSON.stringify(tick)}`);
      }
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stream[Symbol.asyncDispose]();
  }
}
