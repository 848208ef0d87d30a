import { defineStore } from "pinia";
import { readonly, ref, watch } from "vue";
import { DENSITY_KEY, type Density, parseDensity } from "../logic/density.ts";
import { readStored, writeStored } from "../logic/stored-choice.ts";

export const useDensity = defineStore("density", () => {
  const choice = ref<Density>(parseDensity(readStored(DENSITY_KEY)));

  const apply = (): void => {
    document.documentElement.dataset["density"] = choice.value;
  };
  watch(choice, apply, { immediate: true });

  const choose = (next: Density): void => {
    choice.value = next;
    writeStored(DENSITY_KEY, next);
  };

  return { choice: readonly(choice), choose };
});
