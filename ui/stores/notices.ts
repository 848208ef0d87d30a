import { defineStore } from "pinia";
import { readonly, ref } from "vue";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "info" | "error";
  /** Takes back what the notice tells of. */
  readonly undo?: () => void;
}

const SHOWN_MS = 5_000;
/** Long enough to notice, and to reach the button. */
const UNDO_MS = 10_000;
const MOST = 3;

/** Short messages at the foot of the window that go by themselves. */
export const useNotices = defineStore("notices", () => {
  const list = ref<Notice[]>([]);
  let next = 1;

  const dismiss = (id: number): void => {
    list.value = list.value.filter((notice) => notice.id !== id);
  };
  const say = (text: string, tone: Notice["tone"] = "info"): void => {
    const id = next++;
    list.value = [...list.value, { id, text, tone }].slice(-MOST);
    setTimeout(() => dismiss(id), SHOWN_MS);
  };

  /** For what is done without a question, and can be taken back. */
  const sayUndoable = (text: string, undo: () => void): void => {
    const id = next++;
    const notice: Notice = { id, text, tone: "info", undo };
    list.value = [...list.value, notice].slice(-MOST);
    setTimeout(() => dismiss(id), UNDO_MS);
  };

  return { list: readonly(list), say, sayUndoable, dismiss };
});
