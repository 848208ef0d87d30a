import { expect, it } from "vitest";
import { h, ref, shallowRef } from "vue";
import type { ChartLine } from "../../stats/lines.ts";
import { TOTAL } from "../../stats/series-board.ts";
import { provideSeries } from "../../stats/use-series.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import TimeChart from "./TimeChart.vue";

const total: ChartLine = { scope: TOTAL, label: "Total", colour: "--accent", dash: [] };
const STEP_MS = 10_000;

it("goes on telling what is under the pointer when another server's line comes", async () => {
  const lines = shallowRef<readonly ChartLine[]>([total]);
  const screen = await renderOnStage(
    {
      setup: () => {
        provideSeries(["connections"], ref([]));
        return () => h(TimeChart, { metric: "connections", lines: lines.value, now: 1 });
      },
    },
    {},
    (call, query) => {
      if (call.endsWith("/events")) return { events: [] };
      const to = Number(query.get("to"));
      const points = Array.from({ length: 90 }, (_, step) => {
        const at = to - (90 - step) * STEP_MS;
        return { at, connections: { min: 1, max: 1, avg: 1 } };
      });
      return { points, step_ms: STEP_MS };
    },
  );
  const chart = screen.getByRole("img", { name: /^Connections/ });
  const tip = screen.getByTestId("chart-tip");
  await chart.hover({ position: { x: 150, y: 60 } });
  await expect.element(tip.getByText("Total")).toBeVisible();
  lines.value = [{ ...total, label: "All of them" }];
  await chart.hover({ position: { x: 170, y: 60 } });
  await expect.element(tip.getByText("All of them")).toBeVisible();
});
