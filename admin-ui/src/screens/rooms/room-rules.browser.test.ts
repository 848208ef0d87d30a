import { expect, it } from "vitest";
import { h } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import type { RoomRules as Rules } from "../../../../src/protocol/room-rules.ts";
import NoticeStack from "../../../../ui/NoticeStack.vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import RoomRules from "./RoomRules.vue";

const OLD: Rules = { slow_mode_s: 0, read_only: false, word_filter: [] };
const NEW: Rules = { ...OLD, read_only: true };
const lost = new ProtocolError("unavailable", "");
const enforced = { confirmed: 1, servers: 1, ms: 1 };

const stage = async (set: () => unknown, get: () => Rules) => {
  const room = { id: "room" } as never;
  const screen = await renderOnStage(
    { render: () => [h(RoomRules, { room }), h(NoticeStack)] },
    {},
    (call) => (call.startsWith("GET ") ? { rules: get() } : set()),
  );
  const readOnly = screen.getByRole("switch", { name: "Read-only" });
  await expect.element(readOnly).toBeEnabled();
  await readOnly.click();
  const save = screen.getByRole("button", { name: "Save" });
  await save.click();
  return { screen, readOnly, save };
};

it("takes rules in force for those it set by a call whose answer was lost", async () => {
  let holds = OLD;
  const { screen, save } = await stage(
    () => {
      if (holds === NEW) throw new ProtocolError("conflict", "Others are in force by now.");
      holds = NEW;
      throw lost;
    },
    () => holds,
  );
  await expect.element(screen.getByText(/It may have been done all the same/)).toBeVisible();
  await save.click();
  await expect.element(screen.getByText("These rules are in force already.")).toBeVisible();
  await expect.element(save).not.toBeInTheDocument();
  await expect.element(screen.getByText(/Another admin/)).not.toBeInTheDocument();
});

it("takes nobody's change for another admin's who set it a moment ago", async () => {
  let set = false;
  const { screen, readOnly, save } = await stage(
    () => {
      set = true;
      return { rules: NEW, enforced };
    },
    () => {
      if (set) throw lost;
      return OLD;
    },
  );
  await expect.element(screen.getByText(/^The rules are in force/)).toBeVisible();
  await readOnly.click();
  await expect.element(save).toBeVisible();
  await expect.element(screen.getByText(/Another admin/)).not.toBeInTheDocument();
});
