import type { Audited } from "../../protocol/rest/route.ts";

/** What a row says of an action, beside who and when. */
export interface Described {
  readonly action: string;
  readonly target: string;
}

/** A longer one ends in "…": limits of every kind at once, or the longest reason in any script, are shorter. */
const ACTION_LENGTH = 4_096;
/** As many as one call may name. */
const MOST_TARGETS = 500;
/** What ids and addresses are made of; of anything else nobody could say where it ends. */
const NAMEABLE = /^[\w.:/-]{1,64}$/;

const shortened = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;

const fieldOf = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;

/** Only what the row of the table of routes names: passwords and tokens are in no row, and so in no log. */
export const describeCall = (audited: Audited, params: unknown, body: unknown): Described => {
  const details = (audited.details ?? []).flatMap((name) => {
    const value = fieldOf(body, name);
    return value === undefined ? [] : [` ${name}=${JSON.stringify(value)}`];
  });
  const targets = (audited.target ?? []).map(
    (name) => fieldOf(params, name) ?? fieldOf(body, name),
  );
  return {
    action: shortened(audited.action + details.join(""), ACTION_LENGTH),
    target: targetOf(targets.flat()),
  };
};

/** Each once, in the order given. */
export const targetOf = (targets: readonly unknown[]): string => {
  const named = targets.filter((one) => typeof one === "string" && NAMEABLE.test(one));
  return Array.from(new Set(named)).slice(0, MOST_TARGETS).join(" ");
};
