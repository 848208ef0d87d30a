import { beforeEach, expect, it, vi } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import type { Member } from "../../../../src/protocol/rooms.ts";
import { usePresence } from "../../stores/presence.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { ME, ROOMS } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import MembersPanel from "./MembersPanel.vue";

const [one, two] = ROOMS.filter(({ kind }) => kind === "public");
const member = (name: string): Member => ({
  user: { ...ME, id: `u-${name}`, username: name, display_name: name },
  role: "member",
  joined_at: ME.created_at,
  online: true,
});
type Answer = { members: Member[]; next_cursor?: string };
let chat: FakeChat;
let answer: (roomId: string, cursor: string | undefined) => Promise<Answer>;

beforeEach(() => {
  chat = new FakeChat();
  const call = chat.rest.call as unknown as (name: string, asked: object) => Promise<unknown>;
  vi.spyOn(chat.rest, "call").mockImplementation(((
    name: string,
    asked: { params?: { room_id: string }; query?: { cursor?: string } },
  ) =>
    name === "members"
      ? answer(asked.params?.room_id ?? "", asked.query?.cursor)
      : call(name, asked)) as typeof chat.rest.call);
});
const stage = () => renderOnStage(MembersPanel, { room: one, me: ME }, { chat });
/** In pages of one. */
const pages =
  (...names: string[]) =>
  async (_: string, cursor = "0"): Promise<Answer> => {
    const next = Number(cursor) + 1;
    return {
      members: names.slice(Number(cursor), next).map(member),
      ...(next < names.length && { next_cursor: String(next) }),
    };
  };
const change = (what: "joined" | "left", name: string): void => {
  const { id, display_name } = member(name).user;
  const sender = { id, display_name };
  const at = { seq: 9, n: 1, id: "e-9", at: Date.now(), server_id: "node-1" };
  const entry = { ...at, room_id: one?.id ?? "", change: what, sender, user: sender };
  chat.emit("member", { event: "member", ...entry });
};

it("asks again once there is a connection, and when told to", async () => {
  let away = true;
  answer = async (...asked) => {
    if (away) throw new ProtocolError("unavailable", "away");
    return pages("Ana")(...asked);
  };
  const screen = await stage();
  const problem = screen.getByText("The server can't be reached right now.");
  await expect.element(problem).toBeVisible();
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.element(problem).toBeVisible();
  away = false;
  chat.setState({ status: "online", attempt: 0 });
  await expect.element(screen.getByText("Ana", { exact: true })).toBeVisible();
  await expect.element(problem).not.toBeInTheDocument();
});

it("never shows the people of another room", async () => {
  let late: ((members: Answer) => void) | undefined;
  answer = async (roomId) =>
    roomId === one?.id
      ? new Promise((resolve) => {
          late = resolve;
        })
      : { members: [member("Bo")] };
  const screen = await stage();
  await expect.poll(() => late).toBeDefined();
  await screen.rerender({ room: two, me: ME });
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  late?.({ members: [member("Ana")], next_cursor: "1" });
  await new Promise(requestAnimationFrame);
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  await expect.element(screen.getByText("Ana", { exact: true })).not.toBeInTheDocument();

  // Nor while those of this one are on their way.
  late = undefined;
  await screen.rerender({ room: one, me: ME });
  await expect.poll(() => late).toBeDefined();
  await expect.element(screen.getByText("Bo", { exact: true })).not.toBeInTheDocument();
});

it("names who is online before the list has come to them, and counts the whole room", async () => {
  answer = pages("Ana", "Bo", "Cy");
  const room = { ...(one as NonNullable<typeof one>), members: 300, online: 2 };
  const screen = await renderOnStage(MembersPanel, { room, me: ME }, { chat });
  const presence = usePresence();
  await presence.enter(room.id);
  const users = ["Cy", "Zoe"].map((name) => ({ id: `u-${name}`, display_name: name }));
  chat.emit("presence_state", { event: "presence_state", room_id: room.id, online: 2, users });
  await expect.element(screen.getByRole("heading", { name: "Online · 2" })).toBeVisible();
  await expect.element(screen.getByRole("heading", { name: "Offline · 298" })).toBeVisible();
  await expect.element(screen.getByText("Cy", { exact: true })).toBeVisible();
  await screen.getByRole("button", { name: "Show more" }).click();
  await screen.getByRole("button", { name: "Show more" }).click();
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  expect(screen.getByText("Cy", { exact: true }).elements()).toHaveLength(1);
});

it("keeps the pages that were asked for when somebody joins or leaves", async () => {
  answer = pages("Ana", "Bo", "Cy");
  const screen = await stage();
  await expect.element(screen.getByText("Ana", { exact: true })).toBeVisible();
  await screen.getByRole("button", { name: "Show more" }).click();
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  change("left", "Ana");
  await expect.element(screen.getByText("Ana", { exact: true })).not.toBeInTheDocument();
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  await screen.getByRole("button", { name: "Show more" }).click();
  await expect.element(screen.getByText("Cy", { exact: true })).toBeVisible();

  // Who comes to a list that is there to its end is in it, and nobody else goes.
  const then = pages("Bo", "Cy", "Di");
  const asked: (string | undefined)[] = [];
  answer = (room, cursor) => {
    asked.push(cursor);
    return then(room, cursor);
  };
  change("joined", "Di");
  await expect.element(screen.getByText("Di", { exact: true })).toBeVisible();
  for (const name of ["Bo", "Cy"]) {
    await expect.element(screen.getByText(name, { exact: true })).toBeVisible();
  }
  // In a room of thousands each newcomer would else have the whole list read again.
  expect(asked).toEqual(["2"]);
});

it("does not bring back who left, or had another role, while the list was on its way", async () => {
  const late = Promise.withResolvers<Answer>();
  answer = () => late.promise;
  const screen = await stage();
  const { id = "" } = one ?? {};
  change("left", "Ana");
  chat.emit("member_changed", {
    event: "member_changed",
    room_id: id,
    user_id: member("Bo").user.id,
    role: "moderator",
  });
  late.resolve({ members: ["Ana", "Bo"].map(member) });
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  await expect.element(screen.getByText("Moderator", { exact: true })).toBeVisible();
  await expect.element(screen.getByText("Ana", { exact: true })).not.toBeInTheDocument();
});

it("removes nobody from another room's list than the one they were kicked from", async () => {
  answer = async () => ({ members: [member("Ana")] });
  const kicked = Promise.withResolvers<undefined>();
  const call = vi.mocked(chat.rest.call).getMockImplementation();
  vi.mocked(chat.rest.call).mockImplementation(((name: string, asked: never) =>
    name === "kickMember" ? kicked.promise : call?.(name as "members", asked)) as never);
  const room = { ...(one as NonNullable<typeof one>), my_role: "owner" };
  const screen = await renderOnStage(MembersPanel, { room, me: ME }, { chat });
  await screen.getByRole("button", { name: /Ana/ }).click();
  await screen.getByRole("menuitem", { name: "Remove from the room" }).click();
  await screen.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await screen.rerender({ room: two, me: ME });
  await expect.element(screen.getByText("Ana", { exact: true })).toBeVisible();
  kicked.resolve(undefined);
  await new Promise(requestAnimationFrame);
  expect(screen.getByText("Ana", { exact: true }).elements()).toHaveLength(1);
});

it("shows nobody twice when more is asked for twice", async () => {
  const late = Promise.withResolvers<void>();
  const all = pages("Ana", "Bo");
  answer = async (room, cursor) => {
    if (cursor !== undefined) await late.promise;
    return all(room, cursor);
  };
  const screen = await stage();
  const more = screen.getByRole("button", { name: "Show more" });
  await more.click();
  await more.click();
  late.resolve();
  await expect.element(screen.getByText("Bo", { exact: true })).toBeVisible();
  await expect.element(more).not.toBeInTheDocument();
  await new Promise(requestAnimationFrame);
  expect(screen.getByText("Ana", { exact: true }).elements()).toHaveLength(1);
});

it("asks about nobody of another room any more", async () => {
  answer = async () => ({ members: [member("Ana")] });
  const room = { ...(one as NonNullable<typeof one>), my_role: "owner" };
  const screen = await renderOnStage(MembersPanel, { room, me: ME }, { chat });
  await screen.getByRole("button", { name: /Ana/ }).click();
  await screen.getByRole("menuitem", { name: "Remove from the room" }).click();
  await expect.element(screen.getByRole("dialog")).toBeVisible();
  // As a notification leads to it, whatever is open.
  await screen.rerender({ room: { ...two, my_role: "owner" }, me: ME });
  await expect.element(screen.getByRole("dialog")).not.toBeInTheDocument();
});
