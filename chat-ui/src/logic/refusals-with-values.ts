import { startOfDay } from "../../../ui/logic/format.ts";
import { formats } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";

const MIB = 1_048_576;

/** Today's by the clock alone. */
const timeText = (at: number): string => {
  const isToday = startOfDay(at) === startOfDay(Date.now());
  return isToday ? formats().timeOfDay(at) : formats().fullDateTime(at);
};

const mutedText = (until: string | undefined): string | undefined => {
  if (until === undefined) return t("errors.muted");
  const at = Date.parse(until);
  return Number.isNaN(at) ? undefined : t("errors.mutedUntil", { time: timeText(at) });
};

/** How the server says what it refuses with values in it, and how these are said here. */
const PATTERNS: readonly (readonly [
  RegExp,
  (...values: readonly (string | undefined)[]) => string | undefined,
])[] = [
  [/^A moderator has muted you(?: until (\S+))?\.$/, mutedText],
  [
    /^Your files would take up more than ([\d.]+) MiB: delete messages with files first\.$/,
    (size) => t("errors.filesFull", { size: formats().fileSize(Number(size) * MIB) }),
  ],
  [
    /^An image has at most (\d+) pixels on a side and ([\d.]+) million in all\.$/,
    (side, millions) =>
      t("errors.imageTooLarge", { side: Number(side), millions: Number(millions) }),
  ],
];

/** In the present language, with values as it writes them; undefined for everything else that the server says. */
export const refusalWithValues = (said: string): string | undefined => {
  for (const [pattern, tell] of PATTERNS) {
    const found = pattern.exec(said);
    if (found) return tell(...found.slice(1));
  }
  return undefined;
};
