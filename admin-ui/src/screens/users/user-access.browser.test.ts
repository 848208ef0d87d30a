import { expect, it } from "vitest";
import { h } from "vue";
import NoticeStack from "../../../../ui/NoticeStack.vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import UserAccess from "./UserAccess.vue";

const user = { id: "u1", kind: "member", display_name: "Maya", role: "user", disabled: true };

it("enables an account once for a press that is repeated before the answer, and says only what came of it", async () => {
  const answer = Promise.withResolvers<unknown>();
  const asked: string[] = [];
  const screen = await renderOnStage(
    {
      render: () => [h(UserAccess, { user: user as never, isMe: false }), h(NoticeStack)],
    },
    {},
    (call) => {
      asked.push(call);
      return answer.promise;
    },
  );
  const button = screen.getByRole("button", { name: "Enable account" });
  await button.click();
  await expect.element(button).toHaveAttribute("aria-busy");
  await button.click();
  expect(screen.getByRole("button", { name: "Dismiss" }).elements()).toEqual([]);
  answer.resolve({ user, enforced: { confirmed: 1, servers: 1, ms: 1 } });
  await expect.element(screen.getByText(/^Maya can sign in again/)).toBeVisible();
  expect(asked).toEqual(["PATCH /api/admin/users/u1"]);
});
