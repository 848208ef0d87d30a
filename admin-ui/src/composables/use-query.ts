import { useDocumentVisibility } from "@vueuse/core";
import {
  computed,
  type MaybeRefOrGetter,
  onScopeDispose,
  type Ref,
  readonly,
  ref,
  type ShallowRef,
  shallowReadonly,
  shallowRef,
  toValue,
  watch,
} from "vue";
import { type Failure, failureOf } from "../logic/errors.ts";
import { useSession } from "../stores/session.ts";

export interface Query<Answer> {
  /** The last answer; it stays while another is asked for, and when that fails. */
  readonly data: Readonly<ShallowRef<Answer | undefined>>;
  /** Of the last try; undefined once one succeeded. */
  readonly failure: Readonly<ShallowRef<Failure | undefined>>;
  readonly fetching: Readonly<Ref<boolean>>;
  /** When `data` was read. */
  readonly readAt: Readonly<Ref<number | undefined>>;
  /** Asks again, while it is looked at; never rejects. */
  readonly refresh: () => Promise<void>;
}

export interface TakingQuery<Answer> extends Query<Answer> {
  /** What a change was answered with: newer than what is on its way. */
  readonly take: (answer: Answer) => void;
}

export interface QueryOptions {
  /** Asks again so long after each answer, while the page is looked at. */
  readonly everyMs?: MaybeRefOrGetter<number | undefined>;
  /** While it is false nothing is asked. */
  readonly enabled?: () => boolean;
  /** The answer to another question is of no use here: a detail of something else. */
  readonly forgetOnChange?: boolean;
}

/**
 * What the server answers to a question that may change. An answer that is overtaken by another question is
 * given up. A 401 ends the session, and the next sign-in asks again.
 */
export const useQuery = <Question, Answer>(
  question: () => Question,
  ask: (question: Question, signal: AbortSignal) => Promise<Answer>,
  { everyMs, enabled = () => true, forgetOnChange = false }: QueryOptions = {},
): TakingQuery<Answer> => {
  const session = useSession();
  const data = shallowRef<Answer>();
  const failure = shallowRef<Failure>();
  const readAt = ref<number>();
  const running = shallowRef<AbortController>();
  const visibility = useDocumentVisibility();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Nobody sees it any more: what is done or undone late must not make it ask for good. */
  let isLeft = false;

  const planNext = (): void => {
    clearTimeout(timer);
    const pause = toValue(everyMs);
    if (isLeft || pause === undefined || visibility.value === "hidden" || !enabled()) return;
    timer = setTimeout(() => void refresh(), pause);
  };
  const refresh = async (): Promise<void> => {
    if (isLeft) return;
    clearTimeout(timer);
    running.value?.abort();
    const mine = new AbortController();
    running.value = mine;
    try {
      const answer = await ask(question(), mine.signal);
      if (mine.signal.aborted) return;
      data.value = answer;
      failure.value = undefined;
      readAt.value = Date.now();
    } catch (error) {
      if (mine.signal.aborted) return;
      failure.value = failureOf(error);
    }
    running.value = undefined;
    planNext();
  };
  const stop = (): void => {
    clearTimeout(timer);
    running.value?.abort();
    running.value = undefined;
  };

  const take = (answer: Answer): void => {
    stop();
    data.value = answer;
    failure.value = undefined;
    readAt.value = Date.now();
    planNext();
  };

  const text = computed(() => JSON.stringify(question()));
  watch(
    [text, enabled] as const,
    ([now, on], [before]) => {
      if (forgetOnChange && before !== undefined && before !== now) {
        data.value = undefined;
        failure.value = undefined;
        readAt.value = undefined;
      }
      if (on) void refresh();
      else stop();
    },
    { immediate: true },
  );
  watch(
    () => session.signIns,
    () => {
      if (enabled() && failure.value) void refresh();
    },
  );
  watch(visibility, (now) => {
    if (now === "hidden") clearTimeout(timer);
    else if (toValue(everyMs) !== undefined && enabled() && !running.value) void refresh();
  });
  onScopeDispose(() => {
    isLeft = true;
    stop();
  });

  return {
    data: shallowReadonly(data) as Readonly<ShallowRef<Answer | undefined>>,
    failure: shallowReadonly(failure) as Readonly<ShallowRef<Failure | undefined>>,
    fetching: computed(() => running.value !== undefined),
    readAt: readonly(readAt),
    refresh,
    take,
  };
};
