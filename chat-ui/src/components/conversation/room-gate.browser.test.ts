import { expect, it, vi } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
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
