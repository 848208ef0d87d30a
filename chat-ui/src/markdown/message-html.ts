import { shallowRef } from "vue";
import { hasMarkup } from "./markup.ts";
import type { SafeHtml } from "./safe-markdown.ts";

interface Markdown {
  safeMarkdown(content: string, mentions: boolean): SafeHtml;
  plainText(line: string): string;
}

const markdown = shallowRef<Markdown>();
let loading: Promise<void> | undefined;

/** Resolves once Markdown can be rendered; where that cannot be loaded, texts stay as they were written. */
export const loadMarkdown = (): Promise<void> => {
  loading ??= Promise.all([import("./safe-markdown.ts"), import("./plain-text.ts")]).then(
    ([{ safeMarkdown }, { plainText }]) => {
      markdown.value = { safeMarkdown, plainText };
    },
    () => {
      loading = undefined;
    },
  );
  return loading;
};

/** Loads what these texts need to be rendered: then none of them changes once it is shown. */
export const readyFor = async (
  messages: Iterable<{ readonly content?: string | undefined }>,
): Promise<void> => {
  for (const { content = "" } of messages) if (hasMarkup(content)) return loadMarkdown();
};

/** What renders this text; undefined of one that needs nothing, or before it is loaded. */
const markdownFor = (content: string): Markdown | undefined => {
  if (!hasMarkup(content)) return undefined;
  if (!markdown.value) void loadMarkdown();
  return markdown.value;
};

/** A message's text as HTML; undefined of one that needs none, or before that can be had. */
export const messageHtml = (content: string, mentions: boolean): SafeHtml | undefined =>
  markdownFor(content)?.safeMarkdown(content, mentions);

/** A line out of a message as it is quoted, read aloud or notified of: without its marks, once these are known. */
export const messageLine = (line: string): string => markdownFor(line)?.plainText(line) ?? line;
