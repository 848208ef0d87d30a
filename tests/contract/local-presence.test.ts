import { describe, test } from "vitest";
import { systemClock } from "../../src/adapters/clock/system-clock.ts";
import { LocalPresence } from "../../src/adapters/presence/local-presence.ts";
import { PresenceServer, presenceContract } from "./presence.ts";

const cases = presenceContract({
  several: false,
  open: async () => ({
    server: async () => new PresenceServer(new LocalPresence(systemClock)),
    close: async () => undefined,
  }),
});

describe("local presence", () => {
  for (const { name, run } of cases) test(name, run);
});
