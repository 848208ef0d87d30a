import { renderMarkdown } from "./render-markdown.ts";
import { sanitise } from "./sanitise.ts";

export type SafeHtml = ReturnType<typeof sanitise>;

/** As many as are drawn when one goes back to a room, or scrolls back. */
const KEPT = 300;
const kept = new Map<string, SafeHtml>();

/** Markdown as HTML that can be rendered; what was lately is not made again. */
export const safeMarkdown = (content: string, mentions: boolean): SafeHtml => {
  const key = `${mentions} ${content}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const html = sanitise(renderMarkdown(content, mentions));
  kept.set(key, html);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return html;
};
