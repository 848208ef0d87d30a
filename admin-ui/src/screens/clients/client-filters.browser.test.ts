import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { h } from "vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import ClientFilters from "./ClientFilters.vue";
import { useClientFilters } from "./use-client-filters.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("offers the servers that there are now, not those of when the screen was opened", async () => {
  let servers = ["node-1"];
  const screen = await renderOnStage(
    {
      setup: () => {
        const filters = useClientFilters();
        return () => h(ClientFilters, { filters });
      },
    },
    {},
    () => ({ servers: servers.map((server_id) => ({ server_id })) }),
  );
  const options = (): (string | null)[] =>
    screen
      .getByLabelText("Server")
      .getByRole("option")
      .elements()
      .map(({ textContent }) => textContent);
  await expect.poll(options).toEqual(["All", "node-1"]);
  servers = ["node-2"];
  await vi.advanceTimersByTimeAsync(10_000);
  await expect.poll(options).toEqual(["All", "node-2"]);
});
