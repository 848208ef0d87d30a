import { expect, it } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { onStage } from "../../testing/admin-stage.ts";
import { useLiftBan } from "./use-lift-ban.ts";

const LIFTED = "The ban on Maya is lifted.";
const PREVIEW = "POST /api/admin/bans/preview";

const lifting = (standing: () => unknown) => {
  const calls: string[] = [];
  const { made } = onStage((call) => {
    calls.push(call);
    return call === PREVIEW ? { preview: standing() } : {};
  }, useLiftBan);
  const ban = { id: "b1", user_id: "u1" };
  return {
    calls,
    lift: (kind: "ban" | "mute") => made(ban, { kind, target: "Maya", lifted: LIFTED }),
  };
};

it("says that they may come back where nothing else of the kind bars them", async () => {
  const { calls, lift } = lifting(() => ({ standing: { bans: 0, mutes: 2 } }));
  expect(await lift("ban")).toBe(LIFTED);
  expect(calls).toEqual(["DELETE /api/admin/bans/b1", PREVIEW]);
});

it("counts what is left of the kind that was lifted", async () => {
  const { lift } = lifting(() => ({ standing: { bans: 1, mutes: 2 } }));
  expect(await lift("ban")).toContain("1 other still bars them");
  expect(await lift("mute")).toContain("2 others still mute them");
});

it("says no more than that it is lifted where what is left can't be read", async () => {
  const { lift } = lifting(() => {
    throw new ProtocolError("unavailable", "The store is away.");
  });
  expect(await lift("ban")).toBe(
    "That is lifted. Whether something else bars Maya could not be read.",
  );
});

it("lifts nothing, and says why, where the lifting itself is refused", async () => {
  const { made } = onStage(() => {
    throw new ProtocolError("not_found", "No such ban.");
  }, useLiftBan);
  const answer = made({ id: "b1", user_id: "u1" }, { kind: "ban", target: "Maya", lifted: LIFTED });
  await expect(answer).rejects.toThrow("No such ban.");
});
