/** A moment as `<input type="datetime-local">` has it: the clock on the wall, without a zone. */

const two = (value: number): string => String(value).padStart(2, "0");

export const toLocalText = (at: number | undefined): string => {
  if (at === undefined) return "";
  const date = new Date(at);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** Undefined where the text is no moment. */
export const fromLocalText = (text: string): number | undefined => {
  const at = new Date(text).getTime();
  return text === "" || Number.isNaN(at) ? undefined : at;
};
