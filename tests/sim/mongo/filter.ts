import type { Document } from "mongodb";

/** The part of MongoDB's query language that the log is read with. */
export const matches = (document: Document, filter: Document): boolean =>
  Object.entries(filter).every(([path, condition]) =>
    path === "$or"
      ? (condition as readonly Document[]).some((one) => matches(document, one))
      : holds(valueAt(document, path), condition),
  );

const valueAt = (document: Document, path: string): unknown => {
  let value: unknown = document;
  for (const name of path.split(".")) value = (value as Document | undefined)?.[name];
  return value;
};

const holds = (value: unknown, condition: unknown): boolean => {
  if (!isOperators(condition)) return compare(value, condition) === 0;
  return Object.entries(condition).every(([operator, operand]) => test(operator, value, operand));
};

const isOperators = (condition: unknown): condition is Document =>
  typeof condition === "object" &&
  condition !== null &&
  Object.keys(condition).some((name) => name.startsWith("$"));

const test = (operator: string, value: unknown, operand: unknown): boolean => {
  switch (operator) {
    case "$exists":
      return (value !== undefined) === operand;
    case "$ne":
      return compare(value, operand) !== 0;
    case "$in":
      return (operand as readonly unknown[]).some((one) => compare(value, one) === 0);
    case "$gt":
      return compare(value, operand) > 0;
    case "$gte":
      return compare(value, operand) >= 0;
    case "$lt":
      return compare(value, operand) < 0;
    case "$lte":
      return compare(value, operand) <= 0;
    default:
      throw new Error(`${operator} is not simulated`);
  }
};

/** Numbers, strings, and documents field by field; what can't be compared is not equal, and not less. */
export const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : 1;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return Number.NaN;
  for (const [name, value] of Object.entries(a)) {
    const order = compare(value, (b as Document)[name]);
    if (order !== 0) return order;
  }
  return 0;
};
