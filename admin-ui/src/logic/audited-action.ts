/** What the audit log says was done, in its parts. */
export interface AuditedAction {
  /** `family.verb` */
  readonly name: string;
  readonly details: readonly { readonly field: string; readonly value: string }[];
}

const FIELD = /^ ([\w.]+)=/;
/** Strings hold what they like, spaces and braces too; they are read whole. */
const STRING = /"(?:[^"\\]|\\.)*"/gu;

/** Where the JSON that `text` begins with ends: at the first space outside of its strings. */
const lengthOfJson = (text: string): number => {
  const hidden = text.replace(STRING, (string) => "_".repeat(string.length));
  const space = hidden.indexOf(" ");
  return space < 0 ? text.length : space;
};

const shown = (json: string): string => {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : json;
  } catch {
    // A tampered row can say anything; it is shown as it stands.
    return json;
  }
};

/** The parts of `family.verb field=JSON field=JSON`. */
export const auditedAction = (action: string): AuditedAction => {
  const space = action.indexOf(" ");
  if (space < 0) return { name: action, details: [] };
  const details: { field: string; value: string }[] = [];
  let rest = action.slice(space);
  let match = FIELD.exec(rest);
  while (match?.[1] !== undefined) {
    const value = rest.slice(match[0].length);
    const length = lengthOfJson(value);
    details.push({ field: match[1], value: shown(value.slice(0, length)) });
    rest = value.slice(length);
    match = FIELD.exec(rest);
  }
  return { name: action.slice(0, space), details };
};
