import { expect, it } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ClientScreen from "./ClientScreen.vue";

const client = {
  connection_id: "c1",
  user: {
    id: "u1",
    kind: "member",
    username: "maya",
    display_name: "Maya",
    role: "user",
    created_at: 0,
  },
  ip: "192.0.2.7",
  user_agent: "agent",
  server_id: "node-1",
  connected_at: 0,
  rooms: 1,
  buffered_bytes: 0,
};

it("bans whoever has just left, and disconnects nobody who is not there", async () => {
  let connected = true;
  const screen = await renderOnStage(ClientScreen, { connection_id: "c1" }, (call) => {
    if (call === "GET /api/admin/clients/c1" && connected) return { client };
    throw new ProtocolError("not_found", "No such connection.");
  });
  const disconnect = screen.getByRole("button", { name: "Disconnect" });
  await expect.element(disconnect).toBeVisible();
  connected = false;
  await expect.element(screen.getByText("This is not there, or no longer.")).toBeVisible();
  await expect.element(disconnect).not.toBeInTheDocument();
  for (const name of ["Ban user", "Ban address"]) {
    await screen.getByRole("button", { name }).click();
    const dialog = screen.getByRole("dialog");
    await expect.element(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect.element(dialog).not.toBeInTheDocument();
  }
});

it("keeps a ban that is being written when its client leaves", async () => {
  let connected = true;
  const screen = await renderOnStage(ClientScreen, { connection_id: "c1" }, (call) => {
    if (call === "GET /api/admin/clients/c1" && connected) return { client };
    throw new ProtocolError("not_found", "No such connection.");
  });
  await screen.getByRole("button", { name: "Ban user" }).click();
  await screen.getByLabelText("Reason").fill("spam");
  connected = false;
  await expect.element(screen.getByText("This is not there, or no longer.")).toBeInTheDocument();
  await expect.element(screen.getByLabelText("Reason")).toHaveValue("spam");
});
