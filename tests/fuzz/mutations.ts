import { type Dice, integer, pick } from "../harness/seeded.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const nested = (depth: number): Json => {
  let value: Json = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that a field rarely expects. */
const ODD: readonly ((dice: Dice) => Json)[] = [
  () => null,
  (dice) => dice() < 0.5,
  (dice) => pick(dice, [0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 53), 2 ** 31, 5e-324, -0]),
  (dice) =>
    pick(dice, ["", " ", "\0", "\ud800", "\udfff\ud800", "a\u202eb", "\u{1f468}\u200d\u{1f469}"]),
  (dice) =>
    pick(dice, [
      "__proto__",
      "constructor",
      "toString",
      "../../etc/passwd",
      "'; DROP TABLE rooms --",
    ]),
  (dice) => "x".repeat(pick(dice, [64, 65, 256, 4_000, 4_001, 20_000])),
  (dice) => "é".repeat(pick(dice, [1, 63, 64, 65, 4_001])),
  () => [],
  () => ({}),
  (dice) => Array.from({ length: integer(dice, 1, 50) }, () => "x"),
  (dice) => nested(pick(dice, [3, 50, 500])),
  () => JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}') as Json,
  (dice) =>
    Object.fromEntries(Array.from({ length: integer(dice, 1, 200) }, (_, i) => [`k${i}`, i])),
];

export const oddValue = (dice: Dice): Json => pick(dice, ODD)(dice);

/** A valid object with one to three things wrong: a field gone, one too many, or of another kind. */
export const mutate = (dice: Dice, valid: Readonly<Record<string, Json>>): Json => {
  const mutant: Record<string, Json> = { ...valid };
  for (let i = integer(dice, 0, 3); i > 0; i--) {
    const key = pick(dice, [...Object.keys(valid), "extra"]);
    const kind = dice();
    if (kind < 0.2) delete mutant[key];
    else if (kind < 0.3) mutant[String(oddValue(dice)).slice(0, 40)] = oddValue(dice);
    else if (kind < 0.4) mutant[key] = [mutant[key] ?? null];
    else mutant[key] = oddValue(dice);
  }
  return mutant;
};

/** Text near JSON: cut, doubled, or with a byte changed. */
export const damage = (dice: Dice, text: string): string => {
  const at = integer(dice, 0, text.length);
  const kind = dice();
  if (kind < 0.4) return text.slice(0, at);
  if (kind < 0.6) return text + text.slice(at);
  return (
    text.slice(0, at) + pick(dice, ["}", "{", '"', ",", "\u0000", "\\u", "]", "é"]) + text.slice(at)
  );
};
