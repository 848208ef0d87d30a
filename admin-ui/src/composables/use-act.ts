import { computed, onScopeDispose, type Ref, readonly, ref, shallowRef, watch } from "vue";
import { useNotices } from "../../../ui/stores/notices.ts";
import { t } from "../i18n/i18n.ts";
import { actErrorText, errorText } from "../logic/errors.ts";

export interface Act<Arguments extends readonly unknown[]> {
  readonly busy: Readonly<Ref<boolean>>;
  /** Why the last try came to nothing. */
  readonly problem: Readonly<Ref<string | undefined>>;
  readonly error: Readonly<Ref<unknown>>;
  /** Whether it came about; one at a time, and never rejects. */
  readonly run: (...args: Arguments) => Promise<boolean>;
}

export interface ActOptions<Arguments extends readonly unknown[]> {
  /** Nothing is changed by it: to try again is always right. */
  readonly reads?: boolean;
  /** What its button says: what failed where nobody looks any more is called so. */
  readonly action?: (...args: Arguments) => string;
  /** Whether the dialog is open that it is pressed in, and that shows its problem. */
  readonly shown?: () => boolean;
  /** Once it came about, where it was pressed: not when that was closed or left before the answer. */
  readonly done?: () => unknown;
}

/** Something that is done at the server on a click, with what the button and its dialog show of it. */
export const useAct = <Arguments extends readonly unknown[]>(
  work: (...args: Arguments) => Promise<void>,
  { reads = false, action, shown = () => true, done }: ActOptions<Arguments> = {},
): Act<Arguments> => {
  const notices = useNotices();
  const textOf = reads ? errorText : actErrorText;
  const busy = ref(false);
  const error = shallowRef<unknown>();
  /** Counts what it was pressed in: a dialog that is opened again may be about something else. */
  let place = 0;
  const moveOn = (): void => {
    place += 1;
    error.value = undefined;
  };
  watch(shown, moveOn, { flush: "sync" });
  onScopeDispose(moveOn);

  const run = async (...args: Arguments): Promise<boolean> => {
    if (busy.value) return false;
    busy.value = true;
    error.value = undefined;
    const [pressedIn, called] = [place, action?.(...args)];
    try {
      await work(...args);
      if (pressedIn === place) await done?.();
      return true;
    } catch (cause) {
      if (pressedIn === place) error.value = cause;
      else if (!reads) {
        const problem = textOf(cause);
        notices.say(called ? t("errors.actFailed", { action: called, problem }) : problem, "error");
      }
      return false;
    } finally {
      busy.value = false;
    }
  };
  return {
    busy: readonly(busy),
    problem: computed(() => (error.value === undefined ? undefined : textOf(error.value))),
    error: computed(() => error.value),
    run,
  };
};
