import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { errorText } from "../logic/errors.ts";

const PAUSE_MS = 200;

/** A list that follows what is typed: the latest question's answer is shown, earlier ones are dropped. */
export const useSearch = <T>(
  find: (query: string, signal: AbortSignal) => Promise<readonly T[]>,
) => {
  const query = ref("");
  const results = shallowRef<readonly T[]>([]);
  /** Of which query `results` are; undefined until the first answer. */
  const answered = ref<string>();
  const problem = ref<string>();
  let abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async (): Promise<void> => {
    clearTimeout(timer);
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    const asked = query.value.trim();
    try {
      const found = await find(asked, signal);
      if (signal.aborted) return;
      results.value = found;
      answered.value = asked;
      problem.value = undefined;
    } catch (error) {
      if (!signal.aborted) problem.value = errorText(error);
    }
  };
  watch(query, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), PAUSE_MS);
  });
  onScopeDispose(() => {
    clearTimeout(timer);
    abort.abort();
  });

  return { query, results, answered, problem, run };
};
