/**
 * The key under which names of public and live ephemeral rooms are unique (PROTOCOL §1).
 * Upper-casing first folds pairs that lower-casing alone leaves apart, such as ß and SS.
 */
export const nameKey = (name: string): string =>
  name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** The first `max` code points on one line, as excerpts and snippets show them. */
export const excerpt = (content: string, max: number): string => {
  const flat = content
    .slice(0, max * 4)
    .replace(/\s+/gu, " ")
    .trim();
  if (flat.length <= max) return flat;
  const points = Array.from(flat);
  return points.length <= max ? flat : `${points.slice(0, max - 1).join("")}…`;
};
