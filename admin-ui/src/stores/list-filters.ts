import { defineStore } from "pinia";
import { type LocationQuery, useRouter } from "vue-router";
import { withoutTime } from "../logic/kept-time.ts";
import { SCREENS, type ScreenName } from "../logic/screens.ts";

/** How each list was last looked at, so that the way back from one of its rows leads there. */
export const useListFilters = defineStore("list-filters", () => {
  const router = useRouter();
  const queries = new Map<string, LocationQuery>();
  const note = ({ name, query }: { name?: unknown; query: LocationQuery }): void => {
    if (SCREENS.some((screen) => screen.name === name))
      queries.set(String(name), withoutTime(query));
  };
  note(router.currentRoute.value);
  router.afterEach(note);

  return {
    /** Where the list is, with filters, order and what else its address said. */
    placeOf: (name: ScreenName) => ({ name, query: queries.get(name) ?? {} }),
  };
});
