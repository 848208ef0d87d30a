import {
  computed,
  type InjectionKey,
  inject,
  markRaw,
  onScopeDispose,
  provide,
  type Ref,
  ref,
  type ShallowRef,
  shallowRef,
} from "vue";
import type { StatsEvent, StatsMetric } from "../../../src/protocol/stats.ts";
import { useLate } from "../../../ui/composables/use-late.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { type Query, useQuery } from "../composables/use-query.ts";
import { isSettling, RANGES } from "../logic/time-window.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import { eventsWithNews, readHistory, type SpanHistory, STEP_MS } from "./history.ts";
import { SeriesBoard } from "./series-board.ts";
import { TickSeam } from "./tick-seam.ts";

export interface Series {
  readonly board: SeriesBoard;
  readonly events: Readonly<ShallowRef<readonly StatsEvent[]>>;
  readonly history: Query<SpanHistory>;
  /** What is drawn is of the time before: that of the time shown is on its way. */
  readonly late: Readonly<Ref<boolean>>;
}

const SERIES: InjectionKey<Series> = Symbol("series");

/** What one chart can show side by side. */
const MAX_POINTS = 450;
/** Up to this range every second is drawn; a longer one moves by less than a pixel a second. */
const EACH_SECOND_MS = RANGES["15m"];
const MAX_EVENTS = 500;

/**
 * The numbers of the time that is shown, for all charts of a screen: the past as it is kept, and live by the
 * second, or as often as it would move a pixel.
 */
export const provideSeries = (
  metrics: readonly StatsMetric[],
  servers: Readonly<Ref<readonly string[]>>,
): Series => {
  const { rest } = useAdminApi();
  const live = useLive();
  const time = useTime();
  const board = markRaw(new SeriesBoard(metrics));
  const events = shallowRef<readonly StatsEvent[]>([]);

  const spanMs = computed(() => {
    const window = time.window;
    return window.mode === "live" ? RANGES[window.range] : window.to - window.from;
  });
  const eachSecond = computed(() => time.isLive && spanMs.value <= EACH_SECOND_MS);
  const cadence = (): number | undefined => {
    const window = time.window;
    if (window.mode === "past") return isSettling(window, live.now()) ? STEP_MS : undefined;
    return eachSecond.value ? undefined : Math.max(STEP_MS, Math.round(spanMs.value / MAX_POINTS));
  };

  const asked = computed(() => JSON.stringify(time.window));
  /** What the board shows of which. */
  const drawn = ref<string>();

  const history = useQuery(
    () => ({ window: time.window, servers: servers.value }),
    async ({ window, servers: ids }, signal) => {
      const to = window.mode === "live" ? (live.tick?.at ?? Date.now()) : window.to;
      const [mine, before] = [asked.value, events.value];
      const from = window.mode === "live" ? to - RANGES[window.range] : window.from;
      const answer = await readHistory(
        rest,
        { from, to, servers: ids, metrics, maxPoints: MAX_POINTS },
        signal,
      );
      board.replace(answer.scopes, answer.stepMs, { from, to, fits: window.mode === "live" });
      events.value =
        window.mode === "live"
          ? eventsWithNews(answer.events, before, events.value)
          : answer.events;
      drawn.value = mine;
      return answer;
    },
    { everyMs: cadence },
  );
  const seam = new TickSeam(live.tick?.at);
  onScopeDispose(
    live.onTick((tick) => {
      if (tick.events.length > 0 && time.isLive) {
        const known = new Set(events.value.map(({ id }) => id));
        const fresh = tick.events.filter(({ id }) => !known.has(id));
        events.value = [...events.value, ...fresh].slice(-MAX_EVENTS);
      }
      const missed = seam.take(tick);
      if (!eachSecond.value) seam.drain();
      else if (missed) void history.refresh();
      // Ticks go after the history, and not before it.
      if (history.fetching.value) return;
      for (const next of seam.drain()) {
        board.append(next, spanMs.value);
        drawn.value = asked.value;
      }
    }),
  );

  const late = useLate(() => drawn.value !== undefined && drawn.value !== asked.value);
  const series: Series = { board, events, history, late };
  provide(SERIES, series);
  return series;
};

export const useSeries = (): Series => {
  const series = inject(SERIES);
  if (series === undefined) throw new Error("A chart stands in a screen that provides its series");
  return series;
};
