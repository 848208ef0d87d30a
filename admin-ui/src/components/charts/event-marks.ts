import type uPlot from "uplot";
import type { StatsEvent, StatsEventType } from "../../../../src/protocol/stats.ts";

const COLOURS: Readonly<Record<StatsEventType, `--${string}`>> = {
  start: "--ok",
  stop: "--ink-muted",
  deploy: "--accent",
  drain: "--warn",
  drain_aborted: "--warn",
  lost: "--danger",
  gap: "--danger",
  ban: "--danger",
  unban: "--ink-muted",
};

/** A line with a head for each event of the time shown, and a shade over what was missed. */
export const eventMarks = (
  plot: uPlot,
  events: readonly StatsEvent[],
  colourOf: (name: `--${string}`) => string,
): void => {
  const { ctx, bbox } = plot;
  const { min = 0, max = 0 } = plot.scales["x"] ?? {};
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { at, until, type } of events) {
    if ((until ?? at) / 1_000 < min || at / 1_000 > max) continue;
    const x = Math.round(plot.valToPos(at / 1_000, "x", true));
    const colour = colourOf(COLOURS[type]);
    ctx.fillStyle = colour;
    if (until !== undefined) {
      const end = plot.valToPos(until / 1_000, "x", true);
      ctx.globalAlpha = 0.08;
      ctx.fillRect(x, bbox.top, end - x, bbox.height);
    }
    ctx.globalAlpha = 0.75;
    ctx.fillRect(x, bbox.top, ratio, bbox.height);
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.moveTo(x - 4 * ratio, bbox.top);
    ctx.lineTo(x + 4 * ratio, bbox.top);
    ctx.lineTo(x, bbox.top + 6 * ratio);
    ctx.fill();
  }
  ctx.restore();
};
