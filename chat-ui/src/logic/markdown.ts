import { Marked, type RendererObject, type TokenizerAndRendererExtension } from "marked";

/**
 * Markdown to HTML that is NOT safe yet: components/MessageBody.vue sanitises it, and nothing else
 * may render it. Raw HTML in a message is shown as the text that it is, images become links.
 */

const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const renderer: RendererObject = {
  html: ({ text }) => escapeHtml(text),
  // A picture from elsewhere would tell its host who reads here.
  image: ({ href, text }) => `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`,
  checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
};

const mention: TokenizerAndRendererExtension = {
  name: "mention",
  level: "inline",
  start: (source) => source.match(/(?<![\w@])@[a-z0-9_]/i)?.index,
  tokenizer(source) {
    const match = /^@[a-z0-9_.-]{2,31}[a-z0-9_]/i.exec(source);
    return match ? { type: "mention", raw: match[0] } : undefined;
  },
  renderer: (token) => `<span class="mention">${escapeHtml(token.raw)}</span>`,
};

const options = { gfm: true, breaks: true, async: false } as const;
const plain = new Marked(options, { renderer });
const withMentions = new Marked(options, { renderer, extensions: [mention] });

/** Text in which Markdown would find nothing to do needs no HTML at all. */
const MARKUP = /[\\`*_~<>#[\]|&@\n]|:\/\/|www\.|^\s*(?:[-+=]|\d+[.)])|^(?: {4}|\t)/i;
export const hasMarkup = (content: string): boolean => MARKUP.test(content);

export const renderMarkdown = (content: string, mentions: boolean): string =>
  (mentions ? withMentions : plain).parse(content, { async: false });

const PICTURE = String.raw`\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f)?`;
const EMOJI_ONLY = new RegExp(
  String.raw`^(?:(?:\p{Regional_Indicator}{2}|${PICTURE}(?:\u200d${PICTURE})*)\s?){1,3}$`,
  "u",
);
/** One to three emoji alone are shown large. */
export const isEmojiOnly = (content: string): boolean =>
  content.length <= 64 && EMOJI_ONLY.test(content.trim());
