import { expect, it } from "vitest";
import { h } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { useSession } from "../../stores/session.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import UserById from "./UserById.vue";

const user = { id: "u1", kind: "member", username: "maya", display_name: "Maya" };

it("names somebody who could not be asked about at first", async () => {
  let asked = 0;
  const screen = await renderOnStage(
    {
      setup: () => {
        const session = useSession();
        void session.restore();
        return () => (session.me ? h(UserById, { id: "u1" }) : undefined);
      },
    },
    {},
    (call) => {
      if (call === "POST /api/admin/refresh") return { access_token: "a", expires_in: 600 };
      if (call === "GET /api/admin/me") return { user, role: "admin", totp: false };
      asked += 1;
      if (asked === 1) throw new ProtocolError("unavailable", "Away.");
      return { user };
    },
  );
  await expect.element(screen.getByText("@maya")).toBeVisible();
  expect(asked).toBe(2);
});
