import { expect, it } from "vitest";
import { h, ref } from "vue";
import { useRouter } from "vue-router";
import { provideSeries } from "../../stats/use-series.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import OverviewTiles from "./OverviewTiles.vue";

const moment = { at: 0, servers: [], total: { rooms: 3 }, serversUp: 1, serverCount: 1 };

it("shows no count of before the pause beside the numbers of now", async () => {
  let counts = 0;
  let show: (at: string | undefined) => void = () => undefined;
  const screen = await renderOnStage(
    {
      setup: () => {
        const router = useRouter();
        show = (at) => void router.push({ query: { at } });
        provideSeries([], ref([]));
        return () => h(OverviewTiles, { moment });
      },
    },
    {},
    (call) => {
      if (call !== "GET /api/stats") return { events: [], points: [], step_ms: 1_000, servers: [] };
      counts += 1;
      return counts === 1 ? { rooms: 5 } : new Promise(() => undefined);
    },
  );
  const count = screen.getByText("5 in all");
  await expect.element(count).toBeVisible();
  show(String(Date.now()));
  await expect.element(count).not.toBeInTheDocument();
  show(undefined);
  await expect.poll(() => counts).toBe(2);
  await expect.element(screen.getByText("Rooms with people in them")).toBeVisible();
  await expect.element(count).not.toBeInTheDocument();
});
