/** What a line of text must be, to be sent at all. Lengths are Unicode code points. */
export interface FieldRules {
  readonly required: boolean;
  /** Spaces count: those of a password. */
  readonly literal: boolean;
  readonly least: number;
  readonly most: number;
  /** What every character must be of. */
  readonly characters?: RegExp | undefined;
}

export type FieldProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "short"; readonly least: number }
  | { readonly kind: "long"; readonly most: number; readonly over: number }
  | { readonly kind: "characters" };

/** What is wrong with it; nothing is, with an empty one that may be. */
export const fieldProblem = (value: string, rules: FieldRules): FieldProblem | undefined => {
  const text = rules.literal ? value : value.trim();
  if (text === "") return rules.required ? { kind: "missing" } : undefined;
  const length = Array.from(text).length;
  if (length > rules.most) return { kind: "long", most: rules.most, over: length - rules.most };
  if (rules.characters && !rules.characters.test(text)) return { kind: "characters" };
  return length < rules.least ? { kind: "short", least: rules.least } : undefined;
};
