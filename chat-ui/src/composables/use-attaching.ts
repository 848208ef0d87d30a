import { computed, ref } from "vue";
import { t } from "../i18n/i18n.ts";
import { useStagedFiles } from "../stores/staged-files.ts";

/** Choosing files for the message that is being written in a room, and what is said about those that can't be. */
export const useAttaching = (roomId: string, editing: () => boolean) => {
  const staged = useStagedFiles();
  const leftOut = ref(0);
  const refusedEdit = ref(false);

  const problem = computed(() => {
    if (refusedEdit.value && editing()) return t("files.notWhileEditing");
    if (leftOut.value === 0) return undefined;
    return t("files.tooMany", { n: leftOut.value, most: staged.most });
  });
  const attach = (files: readonly File[]): void => {
    refusedEdit.value = editing();
    leftOut.value = editing() ? 0 : staged.add(roomId, files);
  };
  /** Whether there is a file that would go along with a message now. */
  const ready = computed(
    () => !editing() && staged.get(roomId).some(({ blob, state }) => blob && state !== "refused"),
  );
  const trayShown = computed(() => staged.get(roomId).length > 0 || problem.value !== undefined);
  const settle = (): void => {
    leftOut.value = 0;
    refusedEdit.value = false;
  };

  return { attach, ready, problem, trayShown, settle };
};
