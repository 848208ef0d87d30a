import { expect, it } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import RoomScreen from "./RoomScreen.vue";

const room = {
  id: "r1",
  name: "lobby",
  kind: "public",
  created_by: "u1",
  created_at: 0,
  members: 0,
  online: 0,
  last_seq: 0,
  last_active_at: 0,
};

it("offers nothing for a room that another admin has closed", async () => {
  let open = true;
  const screen = await renderOnStage(RoomScreen, { room_id: "r1" }, (call) => {
    if (call === "GET /api/admin/rooms/r1" && open) return { room };
    throw new ProtocolError("not_found", "No such room.");
  });
  const close = screen.getByRole("button", { name: "Close room" });
  await expect.element(close).toBeVisible();
  open = false;
  await expect
    .element(screen.getByText("This is not there, or no longer."), { timeout: 10_000 })
    .toBeVisible();
  await expect.element(close).not.toBeInTheDocument();
  await expect.element(screen.getByRole("button", { name: "Announce" })).not.toBeInTheDocument();
});

it("closes a room whose name has more spaces than can be seen", async () => {
  const screen = await renderOnStage(RoomScreen, { room_id: "r1" }, (call) => {
    if (call === "GET /api/admin/rooms/r1") return { room: { ...room, name: "free  coins" } };
    throw new ProtocolError("not_found", "It plays no part.");
  });
  await screen.getByRole("button", { name: "Close room" }).click();
  const dialog = screen.getByRole("dialog");
  await dialog.getByLabelText("Type free coins to confirm").fill("free coins");
  await expect.element(dialog.getByRole("button", { name: "Close room" })).toBeEnabled();
});
