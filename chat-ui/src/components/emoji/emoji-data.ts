import german from "emoji-picker-element-data/de/cldr-native/data.json?url";
import english from "emoji-picker-element-data/en/emojibase/data.json?url";
import { currentLocale } from "../../i18n/i18n.ts";
import type { EmojiRecord } from "../../logic/emoji.ts";

const loading = new Map<string, Promise<readonly EmojiRecord[]>>();

const fetchEmoji = async (url: string): Promise<readonly EmojiRecord[]> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Emoji data: ${response.status}`);
  return (await response.json()) as EmojiRecord[];
};

/**
 * The picker's data: 440 kB that only those load who open it, once. Its names are there in English and
 * German; there are none in Arabic.
 */
export const loadEmoji = (): Promise<readonly EmojiRecord[]> => {
  const url = currentLocale() === "de" ? german : english;
  const underWay =
    loading.get(url) ??
    fetchEmoji(url).catch((error: unknown) => {
      loading.delete(url);
      throw error;
    });
  loading.set(url, underWay);
  return underWay;
};
