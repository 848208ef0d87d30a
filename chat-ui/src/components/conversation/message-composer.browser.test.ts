import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { h, ref } from "vue";
import { FakeChat } from "../../stories/fake-chat.ts";
import { ME } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import MessageComposer from "./MessageComposer.vue";

const ROOM = "r-standup";

const stage = async (chat = new FakeChat()) => {
  const text = ref("");
  const sent = vi.fn<(text: string) => void>();
  const screen = await renderOnStage(
    {
      render: () =>
        h(MessageComposer, {
          draft: { text: text.value },
          roomId: ROOM,
          placeholder: "Message the room",
          speakers: [],
          limitedUntil: 0,
          ready: false,
          onText: (now: string) => {
            text.value = now;
          },
          onSend: sent,
        }),
    },
    {},
    { chat },
  );
  return { text, sent, list: screen.getByRole("listbox"), field: screen.getByRole("textbox") };
};

it("chooses from a list that came after an arrow was pressed", async () => {
  const chat = new FakeChat();
  const { promise, resolve } = Promise.withResolvers<unknown>();
  vi.spyOn(chat.rest, "call").mockReturnValue(promise as never);
  const { text, sent, field, list } = await stage(chat);
  await field.click();
  await userEvent.keyboard("@a{ArrowDown}");
  resolve({ members: [{ user: { ...ME, username: "ada" }, role: "member", joined_at: 0 }] });
  await expect.element(list).toBeVisible();
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => text.value).toBe("@ada ");
  expect(sent).not.toHaveBeenCalled();
});

it("follows the caret where keys move it: away from a name, and back to it", async () => {
  const { text, field, list, sent } = await stage();
  await field.click();
  await userEvent.keyboard("hello @");
  await expect.element(list).toBeVisible();
  await userEvent.keyboard("{Home}");
  await expect.element(list).not.toBeInTheDocument();
  await userEvent.keyboard("{End}");
  await expect.element(list).toBeVisible();
  // What the app itself puts there, to be edited, asks for nobody.
  await userEvent.keyboard("{Escape}");
  text.value = "another @";
  await expect.element(field).toHaveValue("another @");
  (field.element() as HTMLTextAreaElement).setSelectionRange(9, 9);
  await new Promise(requestAnimationFrame);
  await expect.element(list).not.toBeInTheDocument();
  await userEvent.keyboard("{Enter}");
  expect(sent).toHaveBeenCalledWith("another @");
});

it("waits with Enter for the name that is typed, not for the beginning that was asked for before", async () => {
  const chat = new FakeChat();
  const answers = new Map<string, (users: readonly object[]) => void>();
  vi.spyOn(chat.rest, "call").mockImplementation((async (
    name: string,
    { query }: { query: { q: string } },
  ) => {
    // There is always a next page: nobody is known of a room that large.
    if (name === "members") return { members: [], next_cursor: "next" };
    return { users: await new Promise((resolve) => answers.set(query.q, resolve)) };
  }) as never);
  const { text, sent, field } = await stage(chat);
  await field.click();
  await userEvent.keyboard("@zo");
  await expect.poll(() => answers.has("zo")).toBe(true);
  await userEvent.keyboard("e");
  await expect.poll(() => answers.has("zoe")).toBe(true);
  answers.get("zo")?.([]);
  await new Promise(requestAnimationFrame);
  await userEvent.keyboard("{Enter}");
  answers.get("zoe")?.([{ ...ME, id: "u-zoe", username: "zoe" }]);
  await expect.poll(() => text.value).toBe("@zoe ");
  expect(sent).not.toHaveBeenCalled();
});
