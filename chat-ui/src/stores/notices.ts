import { defineStore } from "pinia";
import { readonly, ref } from "vue";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: "info" | "error";
}

const SHOWN_MS = 5_000;
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

  return { list: readonly(list), say, dismiss };
});
