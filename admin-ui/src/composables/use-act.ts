import { computed, type Ref, readonly, ref, shallowRef } from "vue";
import { errorText } from "../logic/errors.ts";

export interface Act<Arguments extends readonly unknown[]> {
  readonly busy: Readonly<Ref<boolean>>;
  /** Why the last try came to nothing. */
  readonly problem: Readonly<Ref<string | undefined>>;
  readonly error: Readonly<Ref<unknown>>;
  /** Whether it came about; one at a time, and never rejects. */
  readonly run: (...args: Arguments) => Promise<boolean>;
  readonly clear: () => void;
}

/** Something that is done at the server on a click, with what the button and its dialog show of it. */
export const useAct = <Arguments extends readonly unknown[]>(
  work: (...args: Arguments) => Promise<void>,
): Act<Arguments> => {
  const busy = ref(false);
  const error = shallowRef<unknown>();

  const run = async (...args: Arguments): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    error.value = undefined;
    try {
      await work(...args);
      return true;
    } catch (cause) {
      error.value = cause;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return {
    busy: readonly(busy),
    problem: computed(() => (error.value === undefined ? undefined : errorText(error.value))),
    error: computed(() => error.value),
    run,
    clear: () => {
      error.value = undefined;
    },
  };
};
