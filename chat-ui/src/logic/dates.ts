import { startOfDay } from "../../../ui/logic/format.ts";

/** A day as a date field has it: `2026-03-01`, in local time. */
export const dayOfField = (value: string): number | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const at = new Date(Number(year), Number(month) - 1, Number(day));
  return at.getMonth() === Number(month) - 1 ? at.getTime() : undefined;
};

export const fieldOfDay = (at: number): string => {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** The local day so many days before the one that `now` falls in. */
export const daysBefore = (now: number, days: number): number => {
  const date = new Date(now);
  return startOfDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime());
};
