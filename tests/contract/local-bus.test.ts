import { describe, test } from "vitest";
import { LocalBus } from "../../src/adapters/bus/local-bus.ts";
import { busContract } from "./bus.ts";
import { BusServer } from "./bus-server.ts";

const cases = busContract({
  several: false,
  open: async () => ({
    async server() {
      const server = new BusServer(new LocalBus());
      await server.bus.start(server);
      return server;
    },
    close: async () => undefined,
  }),
});

describe("local bus", () => {
  for (const { name, run } of cases) test(name, run);
});
