import { computed, type Ref, ref, watch, watchEffect } from "vue";
import { type FieldProblem, type FieldRules, fieldProblem } from "../logic/field-problem.ts";
import { useUiWords } from "../ui-words.ts";

/**
 * What a field says of itself before anything is sent. The browser keeps the form from being sent, as ever, but
 * what it would say in a bubble, in a language of its own, stands beside the field. That it is too long is said at
 * once, and nothing of it is cut off; all else only when somebody wanted to send it.
 */
export const useFieldCheck = (
  input: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  rules: () => FieldRules,
  charactersText: () => string | undefined,
) => {
  const words = useUiWords();
  const asked = ref(false);
  const textOf = (problem: FieldProblem): string => {
    if (problem.kind === "missing") return words.missing;
    if (problem.kind === "short") return words.tooShort(problem.least);
    if (problem.kind === "long") return words.tooLong(problem.most, problem.over);
    return charactersText() ?? words.missing;
  };
  const found = computed(() => fieldProblem(value(), rules()));
  const own = computed(() =>
    found.value && (asked.value || found.value.kind === "long") ? textOf(found.value) : undefined,
  );
  watch(found, (now) => {
    if (now === undefined) asked.value = false;
  });
  watchEffect(() => input.value?.setCustomValidity(found.value ? textOf(found.value) : ""), {
    flush: "post",
  });

  const onInvalid = (event: Event): void => {
    event.preventDefault();
    asked.value = true;
    // The browser leads there only when it tells what is wrong itself.
    const first = input.value?.form?.querySelector("input:invalid, textarea:invalid");
    if (first === input.value) input.value?.focus();
  };
  return { own, onInvalid };
};
