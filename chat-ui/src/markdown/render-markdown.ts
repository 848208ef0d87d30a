import { Marked, type RendererObject, type TokenizerAndRendererExtension } from "marked";
import { ShallowTokenizer } from "./shallow-tokenizer.ts";

/**
 * Markdown to HTML that is NOT safe yet: safe-markdown.ts sanitises it, and nothing else may use it. Raw HTML in a
 * message is shown as the text that it is, images become links.
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
const parser = (...extensions: TokenizerAndRendererExtension[]): Marked =>
  new Marked(options, { renderer, extensions }).setOptions({ tokenizer: new ShallowTokenizer() });
const plain = parser();
const withMentions = parser(mention);

export const renderMarkdown = (content: string, mentions: boolean): string =>
  (mentions ? withMentions : plain).parse(content, { async: false });
