import { Cluster } from "ioredis";
import type { Clock } from "../../ports/clock.ts";
import type { RedisConnection } from "./redis-connection.ts";

/** Sent and not answered yet; beyond it what is published is dropped, and a sweep finds it. */
const MAX_WAITING = 10_000;
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;

interface Message {
  readonly channel: string;
  readonly payload: string;
}

/** Publishes what one turn of the event loop brings in one write. Never rejects: what is lost is counted. */
export class Publisher {
  readonly #connection: RedisConnection;
  readonly #clock: Clock;
  #turn: Message[] = [];
  #waiting = 0;
  #waitingCharacters = 0;
  #published = 0;
  #dropped = 0;

  constructor(connection: RedisConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** Whether it is to be sent at all. */
  publish(channel: string, payload: string): boolean {
    const isFull =
      this.#waiting >= MAX_WAITING || this.#waitingCharacters >= MAX_WAITING_CHARACTERS;
    if (!this.#connection.available || isFull) {
      this.#dropped += 1;
      return false;
    }
    this.#waiting += 1;
    this.#waitingCharacters += payload.length;
    this.#turn.push({ channel, payload });
    if (this.#turn.length === 1) this.#clock.turnEnd(() => this.flush());
    return true;
  }

  async publishNow(channel: string, payload: string): Promise<number> {
    return Number(await this.#connection.command(this.#verb, channel, payload));
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      publishes_waiting: this.#waiting,
      published_total: this.#published,
      publishes_dropped_total: this.#dropped,
    };
  }

  get #verb(): string {
    return this.#connection.cluster === undefined ? "PUBLISH" : "SPUBLISH";
  }

  /** Doesn't wait for the end of the turn. */
  flush(): void {
    const turn = this.#turn;
    this.#turn = [];
    const { client } = this.#connection;
    if (client instanceof Cluster || turn.length === 1) {
      // Each channel may be on another node.
      for (const message of turn) {
        const { channel, payload } = message;
        this.#connection.command(this.#verb, channel, payload).then(
          () => this.#settle([message], 1),
          () => this.#settle([message], 0),
        );
      }
      return;
    }
    const pipeline = client.pipeline();
    for (const { channel, payload } of turn) pipeline.publish(channel, payload);
    pipeline.exec().then(
      (answers) => {
        const arrived = answers?.filter(([error]) => error === null).length ?? 0;
        this.#settle(turn, arrived);
      },
      () => this.#settle(turn, 0),
    );
  }

  #settle(messages: readonly Message[], arrived: number): void {
    this.#waiting -= messages.length;
    for (const { payload } of messages) this.#waitingCharacters -= payload.length;
    this.#published += arrived;
    this.#dropped += messages.length - arrived;
  }
}
