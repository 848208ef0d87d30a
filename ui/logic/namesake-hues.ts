import { fnv1a } from "./avatar.ts";
import { shownName } from "./display-name.ts";

/** At equal steps around the circle; nearer ones could not be told apart. */
export const HUES = 12;

interface Named {
  readonly id: string;
  readonly display_name: string;
}

const alike = (name: string): string => shownName(name).normalize("NFKC").toLowerCase();

/**
 * Hues, in degrees, by id and not by name, so that a name can't imitate another one's look. Where two of one
 * name would get the same, who came second gets the next that is free: up to twelve of a name all differ.
 * Remembers the last `limit` names.
 */
export const namesakeHues = (limit: number): ((user: Named) => number) => {
  const byName = new Map<string, Map<string, number>>();
  return ({ id, display_name }) => {
    const name = alike(display_name);
    const namesakes = byName.get(name) ?? new Map<string, number>();
    byName.delete(name);
    byName.set(name, namesakes);
    const [oldest] = byName.keys();
    if (byName.size > limit && oldest !== undefined) byName.delete(oldest);

    const own = fnv1a(id) % HUES;
    let step = namesakes.get(id);
    if (step === undefined) {
      const taken = new Set(namesakes.values());
      const free = Array.from({ length: HUES }, (_, i) => (own + i) % HUES);
      step = free.find((hue) => !taken.has(hue)) ?? own;
      // The thirteenth and those after share anyway, and need not be remembered.
      if (namesakes.size < HUES) namesakes.set(id, step);
    }
    return step * (360 / HUES);
  };
};
