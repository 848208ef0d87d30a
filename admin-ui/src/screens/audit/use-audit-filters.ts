import { computed } from "vue";
import { useUrlChanges, useUrlQuery } from "../../composables/use-url-query.ts";
import { isTime } from "../../logic/address-time.ts";

const isOrder = (text: string): text is "newest" | "oldest" =>
  text === "newest" || text === "oldest";

/** What the address says of the rows that are asked for: another admin who is sent it sees the same. */
export const useAuditFilters = () => {
  const actor = useUrlQuery<string>("actor", "");
  const action = useUrlQuery<string>("action", "");
  const target = useUrlQuery<string>("target", "");
  // `from` and `to` are the time that all screens show.
  const since = useUrlQuery<string>("since", "", isTime);
  const until = useUrlQuery<string>("until", "", isTime);
  const order = useUrlQuery<"newest" | "oldest">("order", "newest", isOrder);
  const change = useUrlChanges();

  const given = (name: string, text: string): Record<string, string> =>
    text === "" ? {} : { [name]: text };
  /** As both the list and the export take it. */
  const query = computed(() => ({
    order: order.value,
    ...given("actor", actor.value),
    ...given("action", action.value),
    ...given("target", target.value),
    ...given("from", since.value),
    ...given("to", until.value),
  }));
  const filtered = computed(() => Object.keys(query.value).length > 1);
  const clear = (): void => change({ actor: "", action: "", target: "", since: "", until: "" });

  return { actor, action, target, since, until, order, query, filtered, clear };
};
