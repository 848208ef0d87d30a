import { computed } from "vue";
import { createFormats, type Formats } from "../../../ui/logic/format.ts";
import { currentLocale } from "./i18n.ts";
import { regionalTag } from "./locales.ts";

const current = computed(() => createFormats(regionalTag(currentLocale(), navigator.languages)));

/** Dates, times and lists as the present language writes them; what renders them follows its change. */
export const formats = (): Formats => current.value;
