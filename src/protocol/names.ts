/**
 * The key under which names of public and live ephemeral rooms are unique (PROTOCOL §1).
 * Upper-casing first folds pairs that lower-casing alone leaves apart, such as ß and SS.
 */
export const nameKey = (name: string): string =>
  name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** What a username is made of; in a character class of a regular expression. */
export const USERNAME_ALPHABET = "A-Za-z0-9_.-";
/** What is of nothing else, however long. */
export const USERNAME_CHARACTERS = new RegExp(`^[${USERNAME_ALPHABET}]+$`);

const SPACE = /\s/u;
/** On one line already: no space but single ones between words. */
const ONE_LINE = /^\S+(?: \S+)*$/u;

/** The first `max` code points on one line, as excerpts and snippets show them. */
export const excerpt = (content: string, max: number): string => {
  // Nearly all are.
  if (content.length <= max && ONE_LINE.test(content)) return content;
  const points: string[] = [];
  let gap = false;
  for (const point of content) {
    if (SPACE.test(point)) {
      gap = points.length > 0;
      continue;
    }
    if (gap) points.push(" ");
    points.push(point);
    gap = false;
    if (points.length > max) return `${points.slice(0, max - 1).join("")}…`;
  }
  return points.join("");
};
