import { Tokenizer, type Tokens } from "marked";

/** Quotes in lists in quotes, and emphasis in emphasis: far more than anybody means. */
const DEEPEST = 10;

/**
 * The parser calls itself for what stands in something else, so a message of nothing but ">" would overflow its
 * stack and tear the room down for all who read it. What lies deeper than this is text.
 */
export class ShallowTokenizer extends Tokenizer {
  #depth = 0;

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.#within(() => super.blockquote(source));
  }
  override list(source: string): Tokens.List | undefined {
    return this.#within(() => super.list(source));
  }
  override emStrong(
    source: string,
    masked: string,
    before = "",
  ): Tokens.Em | Tokens.Strong | undefined {
    return this.#within(() => super.emStrong(source, masked, before));
  }

  #within<T>(take: () => T | undefined): T | undefined {
    if (this.#depth >= DEEPEST) return undefined;
    this.#depth += 1;
    try {
      return take();
    } finally {
      this.#depth -= 1;
    }
  }
}
