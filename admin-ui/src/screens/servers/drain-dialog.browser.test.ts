import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import DrainDialog from "./DrainDialog.vue";

const serverOf = (server_id: string) => ({
  server_id,
  identity: undefined,
  state: "ok",
  last_seen_at: 0,
  values: { connections: 1 },
  last: undefined,
});
const servers = [serverOf("node-1"), serverOf("node-2")];
const drain = {
  state: "draining",
  clients_per_s: 500,
  total: 1,
  left: 1,
  gone: 0,
  moved: 0,
  returning: 0,
  resumed: 0,
  failed: 0,
};

it("asks about the other server still when the drain of the first is answered late", async () => {
  const answer = Promise.withResolvers<unknown>();
  const asked: string[] = [];
  const screen = await renderOnStage(
    DrainDialog,
    { open: true, server: servers[0], servers },
    (call) => {
      asked.push(call);
      return answer.promise;
    },
  );
  const dialog = screen.getByRole("dialog");
  await dialog.getByLabelText("Type node-1 to drain it").fill("node-1");
  await dialog.getByRole("button", { name: "Drain node-1" }).click();
  await expect.poll(() => asked).toEqual(["POST /api/admin/servers/node-1/drain"]);
  await screen.rerender({ open: false });
  await screen.rerender({ open: true, server: servers[1] });
  const button = dialog.getByRole("button", { name: "Drain node-2" });
  await expect.element(button).toHaveAttribute("aria-busy");
  answer.resolve({ drain });
  await expect.element(button).not.toHaveAttribute("aria-busy");
  await expect.element(dialog.getByLabelText("Type node-2 to drain it")).toBeVisible();
  expect(asked).toHaveLength(1);
});
