import { expect, it } from "vitest";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import MessageBody from "./MessageBody.vue";

it.each([
  ["plain words", "<p>plain words</p>"],
  ["**bold** and `code`", "<p><strong>bold</strong> and <code>code</code></p>"],
  ["[x](javascript:alert(1))", "<p><a"],
])("shows %s", async (content, expected) => {
  const { container } = await renderOnStage(MessageBody, { content });
  // Markdown is loaded with the first that needs it.
  await expect.poll(() => container.innerHTML).toContain(expected);
  expect(container.querySelector('[href^="javascript"]')).toBeNull();
});

it("opens links elsewhere, and tells their host nothing", async () => {
  const screen = await renderOnStage(MessageBody, { content: "see https://example.org/a" });
  const link = screen.getByRole("link");
  await expect.element(link).toHaveAttribute("href", "https://example.org/a");
  await expect.element(link).toHaveAttribute("target", "_blank");
  await expect.element(link).toHaveAttribute("rel", expect.stringContaining("noreferrer"));
});

it("shows tags that somebody wrote as the text they are", async () => {
  const screen = await renderOnStage(MessageBody, { content: "a <b>tag</b> & <img src=x>" });
  await expect.element(screen.getByText("a <b>tag</b> & <img src=x>")).toBeVisible();
});

it("colours code in languages that it knows, and leaves the rest as it was written", async () => {
  const screen = await renderOnStage(MessageBody, {
    content: "```ts\nconst a = '<b>';\n```\n\n```klingon\nconst b\n```",
  });
  const { container } = screen;
  // What colours is loaded with the first block.
  await expect.poll(() => container.querySelector(".code-keyword")?.textContent).toBe("const");
  expect(container.querySelector(".code-string")?.textContent).toBe("'<b>'");
  const blocks = [...container.querySelectorAll("code")].map((code) => code.textContent.trim());
  expect(blocks).toEqual(["const a = '<b>';", "const b"]);
  expect(container.querySelectorAll(".code-keyword")).toHaveLength(1);
});
