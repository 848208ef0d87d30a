import type { AnswerTo, Question, QuestionType } from "../../../ports/bus.ts";
import type { RedisDeps } from "../../redis/redis-connection.ts";
import { encodeMessage } from "./messages.ts";
import type { Peers } from "./peers.ts";
import { readAnswer } from "./questions.ts";
import { Replies } from "./replies.ts";

/** For an answer; those who gave none are asked again, and have as long again. */
const ANSWER_MS = 1_000;
/** A server that is coming back may not have been told at all. */
const ASK_AGAIN_MS = 200;
const MAX_QUESTIONS = 100;

/** What this process asks the others. */
export class Inquiries {
  readonly #processId: string;
  readonly #peers: Peers;
  readonly #deps: RedisDeps;
  readonly #replies: Replies<unknown>;

  constructor(processId: string, peers: Peers, deps: RedisDeps) {
    this.#processId = processId;
    this.#peers = peers;
    this.#deps = deps;
    this.#replies = new Replies(deps.clock);
  }

  get waiting(): number {
    return this.#replies.size;
  }

  /** What the other processes answered. */
  async ask<T extends QuestionType>(
    question: Question<T>,
  ): Promise<ReadonlyMap<string, AnswerTo<T>>> {
    const { clock, random } = this.#deps;
    if (!(await this.#peers.well()) || this.#replies.size >= MAX_QUESTIONS) return new Map();
    const id = random.uuid(clock.now());
    const from = this.#processId;
    // One of a kind that is not known here is one of some kind.
    const asked = question as Question;
    const message = encodeMessage({ kind: "question", from, id, question: asked });
    const first = await this.#replies.collect(id, ANSWER_MS, () => this.#peers.tellAll(message));
    const heard = this.#read(question.type, first);
    const missing = this.#peers.missing(heard);
    if (missing.size === 0) return heard;
    // Under the same id: an answer to the first time counts too.
    const second = await this.#replies.collect(id, ANSWER_MS, async () => {
      await this.#pause(ASK_AGAIN_MS);
      return await this.#peers.tell(missing.keys(), message);
    });
    return new Map([...heard, ...this.#read(question.type, second)]);
  }

  replied(id: string, by: string, answer: unknown): void {
    this.#replies.replied(id, by, answer);
  }

  stop(): void {
    this.#replies.stop();
  }

  /** Without what is no answer: as if nothing had come. */
  #read<T extends QuestionType>(
    type: T,
    replies: ReadonlyMap<string, unknown>,
  ): Map<string, AnswerTo<T>> {
    const answers = new Map<string, AnswerTo<T>>();
    for (const [process, reply] of this.#peers.others(replies)) {
      const answer = readAnswer(type, reply);
      if (answer !== undefined) answers.set(process, answer);
    }
    return answers;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve);
    });
  }
}
