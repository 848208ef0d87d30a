import { afterEach, expect, it, vi } from "vitest";
import { h } from "vue";
import { useSession } from "../../stores/session.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ServersScreen from "./ServersScreen.vue";

afterEach(() => {
  vi.unstubAllGlobals();
});

const serverOf = (server_id: string, connections: number) => ({
  server_id,
  runtime: "node",
  runtime_version: "24",
  version: "1",
  host: "h",
  pid: 1,
  started_at: 0,
  state: "ok",
  last_seen_at: 0,
  connections,
});
const tick = (at: number, connections: number): Uint8Array<ArrayBuffer> => {
  const servers = [serverOf("node-1", connections), serverOf("node-2", 0)];
  const said = { at, servers, total: { servers_up: 2, servers: 2 }, events: [] };
  return new TextEncoder().encode(`id: ${at}\ndata: ${JSON.stringify(said)}\n\n`);
};

it("asks about a server by the clients that it has, not those that it had when it was pressed", async () => {
  const stream = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const writer = stream.writable.getWriter();
  vi.stubGlobal("fetch", async () => new Response(stream.readable));
  const user = { id: "a1", kind: "member", username: "ada", display_name: "Ada" };
  const screen = await renderOnStage(
    {
      setup: () => {
        void useSession().restore();
        return () => h(ServersScreen);
      },
    },
    {},
    (call) => {
      if (call === "POST /api/admin/refresh") return { access_token: "a", expires_in: 600 };
      if (call === "GET /api/admin/me") return { user, role: "admin", totp: false };
      return { events: [], points: [], step_ms: 1_000, servers: [], enforcements: [] };
    },
  );
  await writer.write(tick(1_000, 1_234));
  await screen.getByRole("button", { name: "Drain node-1" }).click();
  const dialog = screen.getByRole("dialog");
  await expect.element(dialog.getByText("1,234", { exact: true })).toBeVisible();
  await writer.write(tick(2_000, 5_678));
  await expect.element(dialog.getByText("5,678", { exact: true })).toBeVisible();
});
