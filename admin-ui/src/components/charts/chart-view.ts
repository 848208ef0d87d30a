import uPlot from "uplot";
import type { StatsEvent, StatsMetric } from "../../../../src/protocol/stats.ts";
import { figures } from "../../i18n/formats.ts";
import { drawNever, drawSoon } from "../../stats/frame-loop.ts";
import type { ChartLine } from "../../stats/lines.ts";
import { isWhole, leastTop, metricText } from "../../stats/metrics.ts";
import type { SeriesBoard } from "../../stats/series-board.ts";
import { eventMarks } from "./event-marks.ts";
import { lonePoints } from "./lone-points.ts";

/** What is under the pointer, or where the arrow keys have led. */
export interface ChartPoint {
  readonly at: number;
  /** From the start edge of the drawing, in px. */
  readonly left: number;
  /** In the second half of the drawing, where what is told of it goes to the other side. */
  readonly late: boolean;
  readonly values: readonly { readonly line: ChartLine; readonly value: number | null }[];
  /** Led to by keys: to be spoken. */
  readonly keyed: boolean;
}

export interface ChartOptions {
  readonly board: SeriesBoard;
  readonly metric: StatsMetric;
  readonly lines: readonly ChartLine[];
  readonly height: number;
  readonly events: () => readonly StatsEvent[];
  readonly onPoint: (point: ChartPoint | undefined) => void;
  /** A time was drawn with the pointer. */
  readonly onSelect: (from: number, to: number) => void;
}

/** Strokes shorter than this are clicks. */
const SHORTEST_STROKE_PX = 5;
const Y_AXIS_PX = 58;
/** A dot for a value without neighbours. */
const LONE_PX = 4;
/** Steps of an axis of things that are counted. */
const WHOLE_STEPS = [1, 2, 5]
  .flatMap((step) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => step * 10 ** power))
  .sort((a, b) => a - b);
const SYNC = "crosstalk";

/** By theme and name: twelve charts ask for the same few colours in each frame. */
const colours = new Map<string, string>();
const colourOf = (name: `--${string}`): string => {
  const { documentElement: html } = document;
  const key = `${html.dataset["theme"]} ${name}`;
  let colour = colours.get(key);
  if (colour === undefined) {
    colour = getComputedStyle(html).getPropertyValue(name).trim();
    colours.set(key, colour);
  }
  return colour;
};

const axisFont = (): string => {
  const { fontFamily } = getComputedStyle(document.body);
  return `11px ${fontFamily}`;
};

/** A chart on a canvas: drawn in the shared frame, and only while it can be seen. */
export class ChartView {
  readonly #options: ChartOptions;
  readonly #plot: uPlot;
  readonly #stops: (() => void)[] = [];
  #onScreen = false;
  #outdated = true;
  #hovered = false;
  /** The stroke began here: the other charts, whose cursors follow, hear of its end too. */
  #pressed = false;
  /** Where the keys have led, in seconds: it stays there while the values move on. */
  #keyed: number | undefined;

  constructor(root: HTMLElement, options: ChartOptions) {
    this.#options = options;
    this.#plot = new uPlot(this.#plotOptions(root), this.#data(), root);
    this.#stops.push(options.board.onChange(() => this.refresh()));
    this.#watchSize(root);
    this.#watchView(root);
    this.#watchPointer(root);
  }

  /** Draws soon, when it can be seen; otherwise once it can. */
  readonly refresh = (): void => {
    this.#outdated = true;
    if (this.#onScreen) drawSoon(this.#draw);
  };

  /** Other colours: all of it is drawn again. */
  repaint(): void {
    this.#plot.redraw(false, true);
  }

  /** So many values on from where the keys are; `undefined`: away from the values. */
  step(by: number | undefined): void {
    const { times } = this.#options.board;
    if (by === undefined || times.length === 0) this.#keyed = undefined;
    else {
      const from = this.#indexOf(this.#keyed) ?? (by < 0 ? times.length : -1);
      this.#keyed = times[Math.max(0, Math.min(times.length - 1, from + by))];
    }
    this.#tell();
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
    drawNever(this.#draw);
    this.#plot.destroy();
  }

  readonly #draw = (): void => {
    if (!this.#onScreen || !this.#outdated) return;
    this.#outdated = false;
    const { from, to } = this.#options.board;
    this.#plot.batch(() => {
      this.#plot.setData(this.#data(), false);
      this.#plot.setScale("x", { min: from / 1_000, max: to / 1_000 });
    });
    this.#tell();
  };

  #data(): uPlot.AlignedData {
    const { board, metric, lines } = this.#options;
    return [board.times, ...lines.map(({ scope }) => board.column(scope, metric))];
  }

  #indexOf(time: number | undefined): number | undefined {
    const index = time === undefined ? -1 : this.#options.board.times.indexOf(time);
    return index === -1 ? undefined : index;
  }

  /** The values under the pointer: again after each draw, since they move on below it. */
  #tell(): void {
    const { board, metric, lines, onPoint } = this.#options;
    const keyed = this.#indexOf(this.#keyed);
    const index = keyed ?? (this.#hovered ? (this.#plot.cursor.idx ?? undefined) : undefined);
    const time = index === undefined ? undefined : board.times[index];
    if (index === undefined || time === undefined) {
      onPoint(undefined);
      return;
    }
    const left = this.#plot.over.offsetLeft + this.#plot.valToPos(time, "x");
    onPoint({
      at: time * 1_000,
      left,
      late: left > this.#plot.width / 2,
      values: lines.map((line) => ({
        line,
        value: board.column(line.scope, metric)[index] ?? null,
      })),
      keyed: keyed !== undefined,
    });
  }

  #watchSize(root: HTMLElement): void {
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.#plot.width) {
        this.#plot.setSize({ width, height: this.#options.height });
      }
    });
    observer.observe(root);
    this.#stops.push(() => observer.disconnect());
  }

  #watchView(root: HTMLElement): void {
    const observer = new IntersectionObserver(([entry]) => {
      this.#onScreen = entry?.isIntersecting ?? false;
      if (this.#onScreen) drawSoon(this.#draw);
    });
    observer.observe(root);
    this.#stops.push(() => observer.disconnect());
  }

  /** The root outlives this view, and the pointer may be in it already. */
  #watchPointer(root: HTMLElement): void {
    const watching = new AbortController();
    const { signal } = watching;
    this.#hovered = root.matches(":hover");
    root.addEventListener(
      "pointerdown",
      () => {
        this.#pressed = true;
      },
      { signal },
    );
    root.addEventListener(
      "pointerenter",
      () => {
        this.#hovered = true;
      },
      { signal },
    );
    root.addEventListener(
      "pointerleave",
      () => {
        this.#hovered = false;
        this.#tell();
      },
      { signal },
    );
    this.#stops.push(() => watching.abort());
  }

  #plotOptions(root: HTMLElement): uPlot.Options {
    const { board, metric, lines, height, events, onSelect } = this.#options;
    const axis = {
      font: axisFont(),
      stroke: () => colourOf("--ink-muted"),
      grid: { stroke: () => colourOf("--edge"), width: 1 },
      ticks: { show: false },
    };
    return {
      width: Math.max(1, Math.floor(root.clientWidth)),
      height,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: SYNC },
        drag: { x: true, y: false, setScale: false },
        points: { size: 6 },
        y: false,
      },
      scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, leastTop(metric))] } },
      axes: [
        { ...axis, size: 24, gap: 4, space: 64, values: (_plot, ticks) => ticks.map(timeText) },
        {
          ...axis,
          size: Y_AXIS_PX,
          gap: 6,
          space: 32,
          values: (_plot, ticks) => ticks.map((value) => metricText(metric, value)),
          ...(isWhole(metric) && { incrs: WHOLE_STEPS }),
        },
      ],
      series: [
        {},
        ...lines.map(({ scope, label, colour, dash }) => ({
          label,
          stroke: () => colourOf(colour),
          dash: [...dash],
          width: 1.5,
          spanGaps: false,
          points: {
            show: false,
            // A value between two gaps has no line that would show it.
            filter: (plot: uPlot, place: number) => {
              const [first, last] = plot.series[place]?.idxs ?? [0, -1];
              return lonePoints(board.column(scope, metric), first, last);
            },
            size: LONE_PX,
            width: 0,
            fill: () => colourOf(colour),
          },
        })),
      ],
      hooks: {
        draw: [(plot) => eventMarks(plot, events(), colourOf)],
        setCursor: [() => this.#tell()],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            const mine = this.#pressed;
            this.#pressed = false;
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            if (!mine || width < SHORTEST_STROKE_PX) return;
            onSelect(plot.posToVal(left, "x") * 1_000, plot.posToVal(left + width, "x") * 1_000);
          },
        ],
      },
    };
  }
}

/** Whole minutes without their seconds. */
const timeText = (seconds: number): string => {
  const text = figures.clock(seconds * 1_000);
  return text.endsWith(":00") ? text.slice(0, -3) : text;
};
