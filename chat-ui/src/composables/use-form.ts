import { computed, ref, shallowRef } from "vue";
import { type ErrorCode, ProtocolError } from "../../../src/protocol/errors.ts";
import { errorText, fieldError } from "../logic/errors.ts";

/** A form's one submission at a time, with what was wrong beside its field or above its button. */
export const useForm = (fields: readonly string[], work: () => Promise<void>) => {
  const busy = ref(false);
  const failure = shallowRef<unknown>();

  const problemOf = (field: string): string | undefined => fieldError(failure.value, field);
  const general = computed(() => {
    if (failure.value === undefined) return undefined;
    return fields.some((field) => problemOf(field)) ? undefined : errorText(failure.value);
  });

  /** For a form that knows what a refusal means, and says so beside the field. */
  const code = computed((): ErrorCode | undefined =>
    failure.value instanceof ProtocolError ? failure.value.code : undefined,
  );

  const submit = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    failure.value = undefined;
    try {
      await work();
    } catch (error) {
      failure.value = error;
    } finally {
      busy.value = false;
    }
  };
  const clear = (): void => {
    failure.value = undefined;
  };

  return { busy, general, code, problemOf, submit, clear };
};
