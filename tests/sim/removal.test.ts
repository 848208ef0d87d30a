import { expect, test } from "vitest";
import type { Chance } from "./chance.ts";
import { CLIMATES } from "./climates.ts";
import type { Plan } from "./plan.ts";
import { judge } from "./verdict.ts";
import { World } from "./world.ts";

/** Two servers that tell each other nothing of who left, and people who do only what they are told to. */
const unheard = (chance: Chance): Plan => ({
  ...CLIMATES.calm(chance),
  servers: 2,
  users: 2,
  crowd: 1,
  history: 0,
  store: { latencyMs: 20, failures: 0 },
  activeMs: 3_000,
  pauseMs: Number.MAX_SAFE_INTEGER,
  bus: { delayMs: 2, loss: 0, commandLoss: 1, duplication: 0 },
});

test("two devices leave at once on two servers, and neither gets any more of the room", async () => {
  let onBoth = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const world = new World(seed, unheard);
    const people = { alive: true };
    const [speaker, , first, second] = world.devices;
    if (speaker === undefined || first === undefined || second === undefined) break;
    const leave = (device: typeof first): void => {
      device.client.leave("agora").catch(() => undefined);
    };
    world.scheduler.after(people, 1_000, () => leave(first));
    world.scheduler.after(people, 1_000, () => leave(second));
    world.scheduler.after(people, 1_300, () => {
      speaker.client.send("agora", "is anybody left?", { cid: "left" });
      speaker.sent.push({
        roomId: "agora",
        cid: "left",
        content: "is anybody left?",
        replyTo: undefined,
      });
      const [one, other] = world.servers();
      const apart = [first, second].map(({ link }) => one && link?.reaches(one.machine));
      if (other !== undefined && apart[0] !== apart[1]) onBoth += 1;
    });
    await world.live();
    expect(await judge(world), `seed ${seed}`).toEqual([]);
  }
  expect(onBoth).toBeGreaterThan(0);
});
