import { describe, expect, it } from "vitest";
import { renderMarkdown } from "./render-markdown.ts";

describe("renderMarkdown", () => {
  it("renders emphasis, code, lists and line breaks", () => {
    expect(renderMarkdown("**a** `b<c`", false)).toBe(
      "<p><strong>a</strong> <code>b&lt;c</code></p>\n",
    );
    expect(renderMarkdown("a\nb", false)).toContain("<br>");
    expect(renderMarkdown("- x\n- y", false)).toContain("<li>x</li>");
  });

  it("shows raw HTML as text", () => {
    const html = renderMarkdown("<img src=x onerror=alert(1)> <b>hi</b>", false);
    expect(html).not.toMatch(/<img|<b>/);
    expect(html).toContain("&lt;b&gt;");
  });

  it("turns images into links", () => {
    expect(renderMarkdown("![cat](https://example.org/c.png)", false)).toBe(
      '<p><a href="https://example.org/c.png">cat</a></p>\n',
    );
  });

  it("marks mentions, but not addresses or code", () => {
    expect(renderMarkdown("hi @ana.b, ok", true)).toContain('<span class="mention">@ana.b</span>,');
    expect(renderMarkdown("mail me@example.org", true)).not.toContain("mention");
    expect(renderMarkdown("`@ana`", true)).not.toContain("mention");
    expect(renderMarkdown("hi @ana", false)).not.toContain("mention");
  });

  it.each([
    [">", 1],
    ["> ", 1],
    ["> - ", 1],
    ["1. ", 1],
    ["*a _b ", 1],
    ["[", 0],
    ["![[", 0],
    ["<!--", 0],
    ["~~*", 0],
    ["`", 0],
  ])("takes a message of nothing but %j, and nests only so deep", (part, least) => {
    const closing = part.startsWith("*") ? "_*".repeat(500) : "";
    const html = renderMarkdown(part.repeat(3000 / part.length) + closing, true);
    let depth = 0;
    let deepest = 0;
    for (const [, end] of html.matchAll(/<(\/?)(?:blockquote|[uo]l|em|strong)\b/g)) {
      depth += end === "" ? 1 : -1;
      deepest = Math.max(deepest, depth);
    }
    expect(deepest).toBeGreaterThanOrEqual(least);
    expect(deepest).toBeLessThanOrEqual(10);
  });
});
