import { expect, it, vi } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { useReportDrafts } from "../../stores/report-drafts.ts";
import { useStagedFiles } from "../../stores/staged-files.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { ROOMS } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import RoomGate from "./RoomGate.vue";

const stage = async (failure: ProtocolError) => {
  const chat = new FakeChat();
  const call = vi.spyOn(chat.rest, "call").mockRejectedValueOnce(failure);
  const screen = await renderOnStage(RoomGate, { roomId: "r-platform" }, { chat });
  return { call, screen };
};

it("says that a room is not open, whatever the reason", async () => {
  for (const code of ["not_found", "bad_request", "forbidden"] as const) {
    const { screen } = await stage(new ProtocolError(code, ""));
    await expect
      .element(screen.getByText("This room has ended, or it is not open to you."))
      .toBeVisible();
    await expect.element(screen.getByRole("button", { name: "Try again" })).not.toBeInTheDocument();
    await screen.unmount();
  }
});

it("does not take a server that is away for a room that is not open", async () => {
  const { call, screen } = await stage(new ProtocolError("unavailable", "away"));
  await expect.element(screen.getByText("The server can't be reached right now.")).toBeVisible();
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
  expect(call).toHaveBeenCalledTimes(2);
});

it("never shows the card of another room", async () => {
  const chat = new FakeChat();
  let late: (() => void) | undefined;
  vi.spyOn(chat.rest, "call").mockImplementation((async (
    _: string,
    { params }: { params: { room_id: string } },
  ) => {
    const { my_role: _role, ...room } = ROOMS.find(({ id }) => id === params.room_id) ?? {};
    if (params.room_id === "r-long") {
      await new Promise<void>((resolve) => {
        late = resolve;
      });
    }
    return { room };
  }) as typeof chat.rest.call);
  const screen = await renderOnStage(RoomGate, { roomId: "r-long" }, { chat });
  await screen.rerender({ roomId: "r-design" });
  const heading = screen.getByRole("heading", { level: 1 });
  await expect.element(heading).toHaveTextContent("design-review");
  late?.();
  await new Promise(requestAnimationFrame);
  await expect.element(heading).toHaveTextContent("design-review");
});

it("has what was written and chosen for a room that one is no longer in: files, and a report", async () => {
  const { screen } = await stage(new ProtocolError("not_found", ""));
  const staged = useStagedFiles();
  staged.add("r-platform", [new File(["text"], "minutes.txt", { type: "text/plain" })]);
  useReportDrafts().set("r-platform", 7, "they insult everybody");
  const list = screen.getByRole("region", { name: "Not sent" });
  await expect.element(list.getByRole("button", { name: "Download minutes.txt" })).toBeVisible();
  await expect.element(list.getByText("they insult everybody")).toBeVisible();
  await list.getByRole("button", { name: "Delete" }).first().click();
  await expect.element(list.getByText("minutes.txt")).not.toBeInTheDocument();
  expect(staged.any).toBe(false);
  await list.getByRole("button", { name: "Delete" }).click();
  await expect.element(list).not.toBeInTheDocument();
});

it("says of no other room why the one before could not be joined", async () => {
  const chat = new FakeChat();
  vi.spyOn(chat.rest, "call").mockImplementation((async (
    _: string,
    { params }: { params: { room_id: string } },
  ) => {
    const { my_role: _role, ...room } = ROOMS.find(({ id }) => id === params.room_id) ?? {};
    return { room };
  }) as typeof chat.rest.call);
  const joined = Promise.withResolvers<never>();
  vi.spyOn(chat, "join").mockReturnValue(joined.promise);
  const screen = await renderOnStage(RoomGate, { roomId: "r-long" }, { chat });
  const join = screen.getByRole("button", { name: "Join the room" });
  await join.click();
  await expect.element(join).toHaveAttribute("aria-busy", "true");
  await screen.rerender({ roomId: "r-design" });
  const heading = screen.getByRole("heading", { level: 1 });
  await expect.element(heading).toHaveTextContent("design-review");
  await expect.element(join).not.toHaveAttribute("aria-busy", "true");
  joined.reject(new ProtocolError("rate_limited", "too many"));
  await new Promise(requestAnimationFrame);
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
});
