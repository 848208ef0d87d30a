import url from "emoji-picker-element-data/en/emojibase/data.json?url";
import type { EmojiRecord } from "../../logic/emoji.ts";

let loading: Promise<readonly EmojiRecord[]> | undefined;

const fetchEmoji = async (): Promise<readonly EmojiRecord[]> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Emoji data: ${response.status}`);
  return (await response.json()) as EmojiRecord[];
};

/** The picker's data: 440 kB that only those load who open it, once. */
export const loadEmoji = (): Promise<readonly EmojiRecord[]> => {
  loading ??= fetchEmoji().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
};
