/** Text in which Markdown would find nothing to do needs no HTML at all. */
const MARKUP = /[\\`*_~<>#[\]|&@\n]|:\/\/|www\.|^\s*(?:[-+=]|\d+[.)])|^(?: {4}|\t)/i;
export const hasMarkup = (content: string): boolean => MARKUP.test(content);

const PICTURE = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?`;
const EMOJI_ONLY = new RegExp(
  String.raw`^(?:(?:\p{Regional_Indicator}{2}|${PICTURE}(?:\u200d${PICTURE})*)\s?){1,3}$`,
  "u",
);
/** One to three emoji alone are shown large. */
export const isEmojiOnly = (content: string): boolean =>
  content.length <= 64 && EMOJI_ONLY.test(content.trim());
