import type { Delta } from "./presence-messages.ts";

/** A message holds about so many users and rooms. */
const MESSAGE_ITEMS = 2_000;

const sizeOf = ([, , , entered, left]: Delta): number => 1 + entered.length + left.length;

/** These, in their order, in as many messages as they take. */
export const inMessages = (deltas: readonly Delta[]): Delta[][] => {
  const messages: Delta[][] = [];
  let items = MESSAGE_ITEMS;
  for (const delta of deltas) {
    if (items >= MESSAGE_ITEMS) {
      messages.push([]);
      items = 0;
    }
    messages.at(-1)?.push(delta);
    items += sizeOf(delta);
  }
  return messages;
};

/** Which of several messages one is. */
export const partOf = (
  i: number,
  { length }: { readonly length: number },
): "begin" | "middle" | "end" => {
  if (i === 0) return "begin";
  return i === length - 1 ? "end" : "middle";
};
