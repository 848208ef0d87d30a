import { shallowRef } from "vue";
import { hasMarkup } from "./markup.ts";
import type { SafeHtml } from "./safe-markdown.ts";

const render = shallowRef<(content: string, mentions: boolean) => SafeHtml>();
let loading: Promise<void> | undefined;

/** Resolves once Markdown can be rendered; where that cannot be loaded, texts stay as they were written. */
export const loadMarkdown = (): Promise<void> => {
  loading ??= import("./safe-markdown.ts").then(
    ({ safeMarkdown }) => {
      render.value = safeMarkdown;
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

/** A message's text as HTML; undefined of one that needs none, or before that can be had. */
export const messageHtml = (content: string, mentions: boolean): SafeHtml | undefined => {
  if (!hasMarkup(content)) return undefined;
  if (!render.value) void loadMarkdown();
  return render.value?.(content, mentions);
};
