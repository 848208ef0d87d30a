/** Every value, kept: percentiles are exact. */
export class Samples {
  #values = new Float64Array(1 << 16);
  #length = 0;
  #sorted = false;

  get length(): number {
    return this.#length;
  }

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
    this.#sorted = false;
  }

  /** The value that a share of `p` (0–1) does not exceed. */
  percentile(p: number): number {
    const values = this.#values.subarray(0, this.#length);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    return values[Math.min(values.length - 1, Math.ceil(p * values.length) - 1)] ?? Number.NaN;
  }
}
