import { describe, expect, it } from "vitest";
import { hasMarkup, isEmojiOnly, renderMarkdown } from "./markdown.ts";

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
});

it.each([
  ["hello there, how are you? fine!", false],
  ["a - b", false],
  ["- item", true],
  ["1. item", true],
  ["see https://example.org", true],
  ["two\nlines", true],
  ["snake_case", true],
])("hasMarkup(%j) is %s", (content, expected) => {
  expect(hasMarkup(content)).toBe(expected);
});

it.each([
  ["🎉", true],
  ["👩‍🚀 👍🏽", true],
  ["🎉🎉🎉🎉", false],
  ["ok 👍", false],
  ["1", false],
])("isEmojiOnly(%s) is %s", (content, expected) => {
  expect(isEmojiOnly(content)).toBe(expected);
});
