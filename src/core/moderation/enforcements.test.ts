import { expect, test } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import type { Bus, Command } from "../../ports/bus.ts";
import type { Random } from "../../ports/random.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { Enforcements } from "./enforcements.ts";

const MISSED: Enforced = { confirmed: 1, servers: 2, ms: 1, pending: ["other"] };

/** A bus that confirms when it is let, and counts what it is asked to repeat. */
const setUp = () => {
  const clock = new ManualClock();
  const confirm: ((enforced: Enforced) => void)[] = [];
  let repeated = 0;
  const bus: Pick<Bus, "command" | "repeat"> = {
    command: () => new Promise((resolve) => confirm.push(resolve)),
    repeat: async () => {
      repeated += 1;
      return [];
    },
  };
  let ids = 0;
  const random: Pick<Random, "uuid"> = { uuid: () => `id ${ids++}` };
  const enforcements = new Enforcements({
    bus: bus as Bus,
    clock,
    random: random as Random,
    serverId: "here",
  });
  return { clock, confirm, enforcements, repeated: () => repeated };
};

test("what is superseded while it is told for the first time is not told again", async () => {
  const { clock, confirm, enforcements, repeated } = setUp();
  const what = { action: "ban", target: "ana" };
  const banned = enforcements.enforce(what, [{ type: "bans_changed" }]);
  const lifted = enforcements.enforce({ ...what, action: "lift" }, [{ type: "bans_changed" }]);
  confirm[1]?.({ confirmed: 2, servers: 2, ms: 1 });
  await lifted;
  confirm[0]?.(MISSED);
  const { id = "" } = await banned;
  expect((await enforcements.get(id)).state).toBe("superseded");
  clock.advance(60_000);
  expect(repeated()).toBe(0);
});

test("what is enforced on something else goes on", async () => {
  const { clock, confirm, enforcements, repeated } = setUp();
  const banned = enforcements.enforce({ action: "ban", target: "ana" }, [{ type: "bans_changed" }]);
  enforcements.supersede("ben");
  confirm[0]?.(MISSED);
  const { id = "" } = await banned;
  expect((await enforcements.get(id)).state).toBe("trying");
  clock.advance(500);
  expect(repeated()).toBe(1);
});

test("on another try what holds now is told, and nothing once it holds no more", async () => {
  const { clock, confirm, enforcements, repeated } = setUp();
  const renewals: (readonly Command[] | undefined)[] = [[{ type: "bans_changed" }], undefined];
  const what = { action: "user.disable", target: "ana", renew: async () => renewals.shift() };
  const disabled = enforcements.enforce(what, [{ type: "bans_changed" }]);
  confirm[0]?.(MISSED);
  const { id = "" } = await disabled;
  clock.advance(500);
  await expect.poll(async () => (await enforcements.get(id)).attempts).toBe(2);
  expect(repeated()).toBe(1);
  clock.advance(1_000);
  await expect.poll(async () => (await enforcements.get(id)).state).toBe("superseded");
  clock.advance(60_000);
  expect(repeated()).toBe(1);
});

test("what a store that is away can't say more of is told on", async () => {
  const { clock, confirm, enforcements, repeated } = setUp();
  const renew = () => Promise.reject(new Error("the store is away"));
  const what = { action: "user.disable", target: "ana", renew };
  const disabled = enforcements.enforce(what, [{ type: "bans_changed" }]);
  confirm[0]?.(MISSED);
  await disabled;
  clock.advance(500);
  await expect.poll(repeated).toBe(1);
});
