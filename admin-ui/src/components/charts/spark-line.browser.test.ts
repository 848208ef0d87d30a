import { afterEach, expect, it } from "vitest";
import { h, ref } from "vue";
import { useTheme } from "../../../../ui/stores/theme.ts";
import { provideSeries } from "../../stats/use-series.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import SparkLine from "./SparkLine.vue";

afterEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset["theme"];
});

it("is drawn again in other colours and for another width, though no number comes", async () => {
  let choose: ReturnType<typeof useTheme>["choose"] | undefined;
  const width = ref(200);
  const screen = await renderOnStage(
    {
      setup: () => {
        ({ choose } = useTheme());
        choose("light");
        provideSeries(["connections"], ref([]));
        const style = (): string => `width: ${width.value}px`;
        return () => h("div", { style: style() }, h(SparkLine, { metric: "connections" }));
      },
    },
    {},
    (call, query) => {
      if (call.endsWith("/events")) return { events: [] };
      const at = Number(query.get("to")) - 10_000;
      const points = [at - 10_000, at].map((one) => ({
        at: one,
        connections: { min: 1, max: 1, avg: 1 },
      }));
      return { points, step_ms: 10_000 };
    },
  );
  const canvas = (): HTMLCanvasElement => {
    const found = screen.container.querySelector("canvas");
    if (!found) throw new Error("there is no canvas");
    return found;
  };
  const isDrawn = (): boolean => {
    const { width: across, height } = canvas();
    const data = canvas().getContext("2d")?.getImageData(0, 0, across, height).data ?? [];
    return [...data].some((part) => part !== 0);
  };
  await expect.poll(isDrawn).toBe(true);
  const light = canvas().toDataURL();
  choose?.("dark");
  await expect.poll(() => canvas().toDataURL()).not.toBe(light);
  width.value = 300;
  await expect.poll(() => canvas().width).toBe(300 * devicePixelRatio);
});
