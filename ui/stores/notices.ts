import { defineStore } from "pinia";
import { readonly, ref } from "vue";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "info" | "error";
  /** Takes back what the notice tells of. */
  readonly undo?: () => void;
  /** Leads to what the notice tells of. */
  readonly lead?: Lead;
}

interface Lead {
  readonly label: string;
  readonly go: () => void;
}

const SHOWN_MS = 5_000;
/** Long enough to notice, and to reach the button. */
const ACT_MS = 10_000;
const MOST = 3;

/** Short messages at the foot of the window that go by themselves. */
export const useNotices = defineStore("notices", () => {
  const list = ref<Notice[]>([]);
  let next = 1;

  const dismiss = (id: number): void => {
    list.value = list.value.filter((notice) => notice.id !== id);
  };
  const show = (notice: Omit<Notice, "id">, forMs: number): void => {
    const id = next++;
    list.value = [...list.value, { ...notice, id }].slice(-MOST);
    setTimeout(() => dismiss(id), forMs);
  };
  const say = (text: string, tone: Notice["tone"] = "info"): void => show({ text, tone }, SHOWN_MS);
  /** For what is done without a question, and can be taken back. */
  const sayUndoable = (text: string, undo: () => void): void =>
    show({ text, tone: "info", undo }, ACT_MS);
  /** For what went wrong where nobody looks. */
  const sayLeading = (text: string, lead: Lead): void =>
    show({ text, tone: "error", lead }, ACT_MS);

  return { list: readonly(list), say, sayUndoable, sayLeading, dismiss };
});
