import { expect, it, vi } from "vitest";
import type { Invite } from "../../../../src/protocol/rooms.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { INVITES, ME, ROOMS } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import InviteLinks from "./InviteLinks.vue";

it("keeps a link that is made while the list of all is on its way", async () => {
  const chat = new FakeChat();
  const list = Promise.withResolvers<{ invites: readonly Invite[] }>();
  const made = { code: "made-meanwhile", expires_at: Date.now() + 86_400_000 };
  vi.spyOn(chat.rest, "call").mockImplementation(((name: string) =>
    name === "invites" ? list.promise : Promise.resolve(made)) as typeof chat.rest.call);
  const room = { ...(ROOMS[0] as (typeof ROOMS)[number]), my_role: "owner" };
  const screen = await renderOnStage(InviteLinks, { room, me: ME.id }, { chat });
  const links = () =>
    screen.getByRole("list", { name: "Invite links" }).getByRole("listitem").elements();
  await screen.getByRole("button", { name: "Create a link" }).click();
  await expect.poll(() => links().length).toBe(1);
  list.resolve({ invites: INVITES });
  await expect.poll(() => links().length).toBe(INVITES.length + 1);
});

it("shows a link once that the list of all has told of before it was answered itself", async () => {
  const chat = new FakeChat();
  const made = Promise.withResolvers<Pick<Invite, "code" | "expires_at">>();
  const list = Promise.withResolvers<{ invites: readonly Invite[] }>();
  vi.spyOn(chat.rest, "call").mockImplementation(((name: string) =>
    name === "invites" ? list.promise : made.promise) as typeof chat.rest.call);
  const room = { ...(ROOMS[0] as (typeof ROOMS)[number]), my_role: "owner" };
  const screen = await renderOnStage(InviteLinks, { room, me: ME.id }, { chat });
  const links = () =>
    screen.getByRole("list", { name: "Invite links" }).getByRole("listitem").elements();
  const create = screen.getByRole("button", { name: "Create a link" });
  await create.click();
  list.resolve({ invites: INVITES });
  await expect.poll(() => links().length).toBe(INVITES.length);
  made.resolve(INVITES[0] as Invite);
  await expect.element(create).not.toHaveAttribute("aria-busy");
  expect(links()).toHaveLength(INVITES.length);
});
