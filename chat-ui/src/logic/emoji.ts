import type { MessageKey } from "../i18n/schema.ts";

/** The emoji picker's data, as emoji-picker-element-data ships it. */
export interface EmojiRecord {
  readonly emoji: string;
  readonly annotation: string;
  readonly group: number;
  readonly order: number;
  readonly version: number;
  readonly shortcodes?: readonly string[];
  readonly tags?: readonly string[];
}

type GroupName = MessageKey &
  `emoji.${"smileys" | "people" | "nature" | "food" | "travel" | "activities" | "objects" | "symbols" | "flags"}`;

export interface EmojiGroup {
  readonly id: number;
  readonly name: GroupName;
  readonly icon: string;
  readonly emoji: readonly EmojiRecord[];
}

export const QUICK_REACTIONS: readonly string[] = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** Later ones are missing from the fonts of systems that are a few years old. */
const NEWEST_VERSION = 14;

// Group 2 of the data holds skin tones and hair, which are not emoji by themselves.
const GROUPS: readonly { id: number; name: GroupName; icon: string }[] = [
  { id: 0, name: "emoji.smileys", icon: "😀" },
  { id: 1, name: "emoji.people", icon: "👋" },
  { id: 3, name: "emoji.nature", icon: "🐱" },
  { id: 4, name: "emoji.food", icon: "🍎" },
  { id: 5, name: "emoji.travel", icon: "🚲" },
  { id: 6, name: "emoji.activities", icon: "⚽" },
  { id: 7, name: "emoji.objects", icon: "📝" },
  { id: 8, name: "emoji.symbols", icon: "⛔" },
  { id: 9, name: "emoji.flags", icon: "🏁" },
];

export const groupEmoji = (records: readonly EmojiRecord[]): EmojiGroup[] =>
  GROUPS.map((group) => ({
    ...group,
    emoji: records
      .filter((r) => r.group === group.id && r.version <= NEWEST_VERSION)
      .sort((a, b) => a.order - b.order),
  }));

const wordStarts = (record: EmojiRecord, term: string): boolean =>
  [record.annotation, ...(record.tags ?? []), ...(record.shortcodes ?? [])].some((text) =>
    text
      .toLowerCase()
      .split(/[\s_-]+/)
      .some((word) => word.startsWith(term)),
  );

/** Those of which a word begins with every term; a name that begins with the query comes first. */
export const searchEmoji = (
  records: readonly EmojiRecord[],
  query: string,
  limit = 80,
): EmojiRecord[] => {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (terms.length === 0) return [];
  const first = terms.join(" ");
  const rank = (r: EmojiRecord): number => (r.annotation.startsWith(first) ? 0 : 1);
  return records
    .filter((r) => r.group !== 2 && r.version <= NEWEST_VERSION)
    .filter((r) => terms.every((term) => wordStarts(r, term)))
    .sort((a, b) => rank(a) - rank(b) || a.order - b.order)
    .slice(0, limit);
};
