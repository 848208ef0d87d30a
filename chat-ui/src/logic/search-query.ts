import type { SearchTerms } from "../../../src/client/queries.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";

/** What narrows a search, at most one of each kind. Days are the viewer's own: YYYY-MM-DD. */
export type SearchChip =
  | { readonly kind: "from"; readonly id: string; readonly label: string }
  | { readonly kind: "in"; readonly id: string; readonly label: string }
  | { readonly kind: "before"; readonly day: string }
  | { readonly kind: "after"; readonly day: string }
  | { readonly kind: "has" };
export type SearchOperator = SearchChip["kind"];

export const SEARCH_OPERATORS: readonly SearchOperator[] = ["from", "in", "after", "before", "has"];

/** An operator that is being typed, such as `from:an`, and where it stands in the text. */
export interface TypedOperator {
  readonly operator: SearchOperator;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const TYPED = /(?<![^\s])(from|in|before|after|has):(\S*)$/i;

/** The operator that ends at the caret. */
export const operatorAt = (text: string, caret: number): TypedOperator | undefined => {
  const match = TYPED.exec(text.slice(0, caret));
  const operator = SEARCH_OPERATORS.find((known) => known === match?.[1]?.toLowerCase());
  if (!match || operator === undefined) return undefined;
  return { operator, value: match[2] ?? "", start: match.index, end: caret };
};

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day that `at` falls in, as an operator writes it. */
export const dayOf = (at: number): string => {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** The beginning of that day where the viewer is; undefined when there is no such day. */
export const dayStart = (day: string): number | undefined => {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined) return undefined;
  const start = new Date(Number(year), Number(month) - 1, Number(date)).getTime();
  // Date takes 30 February for 1 or 2 March.
  return dayOf(start) === day && start >= 0 ? start : undefined;
};

/** The chip that typing alone makes, when it is complete; people and rooms have to be chosen. */
export const chipOf = (operator: SearchOperator, value: string): SearchChip | undefined => {
  if (operator === "has") return value.toLowerCase() === "file" ? { kind: "has" } : undefined;
  if (operator !== "before" && operator !== "after") return undefined;
  return dayStart(value) === undefined ? undefined : { kind: operator, day: value };
};

export const withChip = (chips: readonly SearchChip[], chip: SearchChip): readonly SearchChip[] =>
  [...chips.filter(({ kind }) => kind !== chip.kind), chip].sort(
    (a, b) => SEARCH_OPERATORS.indexOf(a.kind) - SEARCH_OPERATORS.indexOf(b.kind),
  );

export const withoutChip = (
  chips: readonly SearchChip[],
  kind: SearchOperator,
): readonly SearchChip[] => chips.filter((chip) => chip.kind !== kind);

/** Takes the operator out of the text, with the space that it leaves. */
export const withoutOperator = (text: string, { start, end }: TypedOperator): string =>
  (text.slice(0, start) + text.slice(end)).replace(/\s{2,}/g, " ").trimStart();

const COMPLETE = /(?<![^\s])(?:before|after|has):\S+(?=\s)/gi;

/** Turns operators that are complete, those that a space follows, into chips. */
export const takeChips = (
  text: string,
  chips: readonly SearchChip[],
): { readonly text: string; readonly chips: readonly SearchChip[] } => {
  let taken = chips;
  const rest = text.replace(COMPLETE, (typed) => {
    const found = operatorAt(typed, typed.length);
    const chip = found && chipOf(found.operator, found.value);
    if (!chip) return typed;
    taken = withChip(taken, chip);
    return "";
  });
  return taken === chips ? { text, chips } : { text: rest.trimStart(), chips: taken };
};

const UNFINISHED = /(?<![^\s])(?:from|in|before|after|has):\S*/gi;

/** The first operator that stands for nothing yet, and how it was typed. */
export const unfinishedOperator = (
  text: string,
): { readonly operator: SearchOperator; readonly typed: string } | undefined => {
  const [typed = ""] = text.match(UNFINISHED) ?? [];
  const operator = operatorAt(typed, typed.length)?.operator;
  return operator && { operator, typed };
};

/** Whether no day lies between those that were given. */
export const spansNoDay = (chips: readonly SearchChip[]): boolean => {
  const start = (kind: "after" | "before"): number | undefined =>
    chips.flatMap((chip) => (chip.kind === kind ? (dayStart(chip.day) ?? []) : []))[0];
  const after = start("after");
  const before = start("before");
  return after !== undefined && before !== undefined && after >= before;
};

/** What the server is asked; undefined while there is nothing to look for. */
export const termsOf = (
  chips: readonly SearchChip[],
  text: string,
): Omit<SearchTerms, "cursor" | "limit" | "signal"> | undefined => {
  const q = text.replace(UNFINISHED, "").replace(/\s+/g, " ").trim();
  // A room alone is not a search.
  if (q === "" && chips.every(({ kind }) => kind === "in")) return undefined;
  const terms: { -readonly [K in keyof SearchTerms]: SearchTerms[K] } = q === "" ? {} : { q };
  for (const chip of chips) {
    if (chip.kind === "from") terms.from = chip.id;
    else if (chip.kind === "in") terms.room_id = chip.id;
    else if (chip.kind === "has") terms.has = "file";
    else {
      const start = dayStart(chip.day);
      if (start !== undefined) terms[chip.kind] = start;
    }
  }
  return terms;
};

/** As the server counts the length of `q`. */
export const isTooLong = (text: string): boolean => text.trim().length > LIMITS.searchQuery;
