import { setTimeout as delay } from "node:timers/promises";
import { integer, pick, seededDice } from "../../tests/harness/seeded.ts";
import { Writer } from "../writer.ts";

/** Who they are, and the rooms that they open. */
const PEOPLE = [
  ["lena", "Lena Fischer", "support"],
  ["tomas", "Tomás Silva", "releases"],
  ["yuki", "Yuki Tanaka", "on-call"],
  ["kofi", "Kofi Mensah", "random"],
  ["elif", "Elif Kaya", "kitchen"],
  ["noah", "Noah Martin", "books"],
] as const;
const SEED = 7;
/** From one calm to the next. */
const PERIOD_MS = 40_000;
const TICK_MS = 100;

/** People who talk, more and less by turns: what charts have to show. */
export class Bustle implements AsyncDisposable {
  readonly #writers: readonly Writer[];
  #talking = true;
  readonly #talk: Promise<void>;

  private constructor(writers: readonly Writer[]) {
    this.#writers = writers;
    this.#talk = this.#run();
  }

  static async start(url: string): Promise<Bustle> {
    const writers: Writer[] = [];
    for (const [username, name, room] of PEOPLE) {
      writers.push(await Writer.withRoom(url, username, room, name));
    }
    const [first] = writers;
    for (const { chat } of writers.slice(1)) {
      await chat.join({ room_id: first?.roomId ?? "" });
    }
    return new Bustle(writers);
  }

  async #run(): Promise<void> {
    const dice = seededDice(SEED);
    for (let now = 0; this.#talking; now += TICK_MS) {
      const tide = 1 + Math.sin((now / PERIOD_MS) * 2 * Math.PI);
      for (let left = tide * 2 + dice(); left >= 1; left--) {
        const { chat, roomId } = pick(dice, this.#writers);
        chat.send(roomId, "la ".repeat(integer(dice, 1, 40)));
      }
      await delay(TICK_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#talking = false;
    await this.#talk;
    for (const writer of this.#writers) writer.stop();
  }
}
