import { createFormats } from "../../../ui/logic/format.ts";
import { createFigures } from "../logic/figures.ts";
import { LOCALE } from "./i18n.ts";

/** Dates, times, counts and lists as the present language writes them. */
export const formats = createFormats(LOCALE);
export const figures = createFigures(LOCALE);
