/** What JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };

/**
 * RFC 8785: no white space, members in the order of their names' UTF-16 units. Strings and numbers are written as
 * JSON.stringify writes them, which is what that RFC takes over from ECMAScript.
 *
 * @throws {TypeError} for a number that is not finite, and a string that is not well-formed: JSON has neither
 */
export const canonicalJson = (value: Json): string => {
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${scalar(name)}:${canonicalJson(member)}`).join(",")}}`;
  }
  return scalar(value);
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const scalar = (value: string | number | boolean | null): string => {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError("JSON has no such number.");
  }
  if (typeof value === "string" && !value.isWellFormed()) {
    throw new TypeError("JSON has no lone surrogates.");
  }
  return JSON.stringify(value);
};
