import { beforeEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { nextTick } from "vue";
import { setLocale } from "../../i18n/i18n.ts";
import type { MessageRow as Row, ShownMessage } from "../../logic/rows.ts";
import { ME, PEOPLE } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import MessageRow from "./MessageRow.vue";

const [, ana = ME] = PEOPLE;

const message = (over: Partial<ShownMessage> = {}): ShownMessage => ({
  cid: "c1",
  sender: { id: ana.id, display_name: ana.display_name },
  content: "hello *there*",
  at: new Date(2026, 10, 28, 14, 2).getTime(),
  reactions: [],
  seq: 7,
  server_id: "node-1",
  ...over,
});
const row = (over: Partial<ShownMessage> = {}, more: Partial<Row> = {}): Row => ({
  kind: "message",
  key: "k",
  message: message(over),
  delivery: undefined,
  continued: false,
  ...more,
});
const props = (shown: Row): Record<string, unknown> => ({
  row: shown,
  me: ME.id,
  highlighted: false,
  position: 1,
  focusable: true,
});

beforeEach(() => setLocale("en"));

it("is one article with one name: who, when, what, and what became of it", async () => {
  const screen = await renderOnStage(
    MessageRow,
    props(row({ edited_at: 1, reactions: [{ emoji: "👍", count: 2, me: false }] })),
  );
  const article = screen.getByRole("article");
  await expect
    .element(article)
    .toHaveAccessibleName("Ana Sørensen, 14:02, hello *there*, edited, 2 reactions");
  await expect.element(screen.getByText("(edited)")).toBeVisible();
});

it("shows its actions to those who come by keys, and says which was chosen", async () => {
  const reply = vi.fn();
  const screen = await renderOnStage(MessageRow, props(row()), { actions: { reply } });
  await userEvent.tab();
  await screen.getByRole("button", { name: "Reply" }).click();
  expect(reply).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ seq: 7 }));
});

it.each([
  ["ltr", "{ArrowRight}", "{ArrowLeft}"],
  ["rtl", "{ArrowLeft}", "{ArrowRight}"],
])("leads from action to action as the arrows point, in %s", async (dir, onward, back) => {
  document.documentElement.dir = dir;
  const screen = await renderOnStage(MessageRow, props(row()));
  await userEvent.tab();
  const button = (name: string) => screen.getByRole("button", { name, exact: true });
  (button("Edit").element() as HTMLElement).focus();
  await userEvent.keyboard(onward);
  await expect.element(button("More")).toHaveFocus();
  await userEvent.keyboard(onward);
  await expect.element(button("More")).toHaveFocus();
  await userEvent.keyboard(back);
  await userEvent.keyboard(back);
  await expect.element(button("Reply")).toHaveFocus();
  document.documentElement.dir = "ltr";
});

it("keeps its actions while one of them has the focus, wherever the pointer goes", async () => {
  const screen = await renderOnStage(MessageRow, props(row()));
  const article = screen.getByRole("article");
  await article.hover();
  const reply = screen.getByRole("button", { name: "Reply" });
  (reply.element() as HTMLElement).focus();
  article.element().dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
  await nextTick();
  await expect.element(reply).toHaveFocus();
});

it("shows its actions for as long as the pointer rests on it, wherever the focus goes", async () => {
  const screen = await renderOnStage(MessageRow, props(row()));
  const article = screen.getByRole("article");
  await article.hover();
  const reply = screen.getByRole("button", { name: "Reply" });
  const button = reply.element() as HTMLElement;
  button.focus();
  button.blur();
  await nextTick();
  await expect.element(reply).toBeVisible();
  article.element().dispatchEvent(new PointerEvent("pointerleave", { pointerType: "mouse" }));
  await expect.element(screen.getByRole("toolbar")).not.toBeInTheDocument();
});

it("is no tab stop of its own for what the pointer brings", async () => {
  const screen = await renderOnStage(MessageRow, { ...props(row()), focusable: false });
  await screen.getByRole("article").hover();
  await expect.element(screen.getByRole("button", { name: "Reply" })).toBeVisible();
  const stops = (): number[] =>
    Array.from(document.querySelectorAll<HTMLElement>("[role=toolbar] button"), (b) => b.tabIndex);
  expect(new Set(stops())).toEqual(new Set([-1]));
  // The keyboard comes to the row.
  await screen.rerender({ focusable: true });
  expect(new Set(stops())).toEqual(new Set([0]));
});

it("keeps a refused text, with its reason and what can be done", async () => {
  const retry = vi.fn();
  const refused = row(
    { seq: undefined },
    {
      delivery: {
        state: "refused",
        since: 0,
        failure: { code: "forbidden", message: "you were muted in this room" },
      },
    },
  );
  const screen = await renderOnStage(MessageRow, props(refused), { actions: { retry } });
  await expect
    .element(screen.getByRole("alert"))
    .toHaveTextContent("Not sent: You were muted in this room.");
  await expect.element(screen.getByText("there")).toBeVisible();
  await screen.getByRole("button", { name: "Retry" }).click();
  expect(retry).toHaveBeenCalledExactlyOnceWith("c1");
});

it("leaves of a deleted message that it was one", async () => {
  const screen = await renderOnStage(MessageRow, props(row({ deleted: true, content: "" })));
  await expect.element(screen.getByText("This message was deleted.")).toBeVisible();
  expect(screen.getByRole("toolbar").query()).toBeNull();
});

it("speaks the chosen language, at once", async () => {
  const screen = await renderOnStage(MessageRow, props(row({ deleted: true, content: "" })));
  await setLocale("de");
  await expect.element(screen.getByText("Diese Nachricht wurde gelöscht.")).toBeVisible();
});
