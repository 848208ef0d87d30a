/** Of the texts that many connections say in the same words, some 100 bytes each. */
const CAPACITY = 1_024;

/**
 * One copy of each text, for those who keep it long: what a header says is a new string every time, and ten
 * thousand browsers have some hundreds of names. It forgets all at once when it is full.
 */
export class Interned {
  readonly #texts = new Map<string, string>();

  get size(): number {
    return this.#texts.size;
  }

  of(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size === CAPACITY) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }
}
