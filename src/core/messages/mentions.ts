import { LIMITS } from "../../protocol/limits.ts";

const AT_NAME = /(?<![\w@])@([A-Za-z0-9_.-]{1,64})/gu;
const PUNCTUATION = "._-";

/** Where a name may end: at the end of the word, or before `._-`, as a sentence ends with them too. */
const endsName = (word: string, length: number): boolean =>
  length === word.length || PUNCTUATION.includes(word.charAt(length));

/**
 * For each `@` word of a message, once, the usernames that it may mean, longest first. Of the first so many words
 * (LIMITS.mentionsPerMessage), so that a message can't be made to look up names without end.
 */
export const mentionCandidates = (content: string): string[][] => {
  const words = new Map<string, string[]>();
  for (const [, written = ""] of content.matchAll(AT_NAME)) {
    const word = written.toLowerCase();
    if (words.has(word)) continue;
    const candidates: string[] = [];
    const longest = Math.min(word.length, LIMITS.usernameMax);
    for (let length = longest; length >= LIMITS.usernameMin; length -= 1) {
      if (endsName(word, length)) candidates.push(word.slice(0, length));
    }
    if (candidates.length > 0) words.set(word, candidates);
    if (words.size === LIMITS.mentionsPerMessage) break;
  }
  return Array.from(words.values());
};

/** The members mentioned: for each word the one with the longest name that fits. */
export const mentionedUsers = (
  words: readonly (readonly string[])[],
  idByUsername: ReadonlyMap<string, string>,
): string[] => {
  const ids = new Set<string>();
  for (const candidates of words) {
    const name = candidates.find((candidate) => idByUsername.has(candidate));
    const id = name === undefined ? undefined : idByUsername.get(name);
    if (id !== undefined) ids.add(id);
  }
  return Array.from(ids);
};
