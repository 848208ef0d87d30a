import { defineStore } from "pinia";
import { ref } from "vue";

/** Lost servers that whoever is here has taken note of; forgotten with the page. */
export const useDismissed = defineStore("dismissed", () => {
  const keys = ref<ReadonlySet<string>>(new Set());

  const has = (key: string): boolean => keys.value.has(key);
  const add = (key: string): void => {
    keys.value = new Set([...keys.value, key]);
  };

  return { has, add };
});
