import { computed, type WritableComputedRef } from "vue";
import { type LocationQueryRaw, type Router, useRoute, useRouter } from "vue-router";

/** What several fields change in one turn goes into the address at once: each alone would undo the other. */
const pending = new WeakMap<Router, Map<string, string | undefined>>();

const change = (router: Router, name: string, value: string | undefined): void => {
  const changes = pending.get(router);
  if (changes) {
    changes.set(name, value);
    return;
  }
  const fresh = new Map([[name, value]]);
  pending.set(router, fresh);
  queueMicrotask(() => {
    pending.delete(router);
    const query: LocationQueryRaw = { ...router.currentRoute.value.query };
    for (const [key, text] of fresh) {
      if (text === undefined) delete query[key];
      else query[key] = text;
    }
    void router.replace({ query, hash: router.currentRoute.value.hash });
  });
};

/** A choice of a screen that lives in the address: a filter, an order, a tab. `fallback` is left out of it. */
export const useUrlQuery = <Value extends string = string>(
  name: string,
  fallback: Value,
  isValue: (text: string) => text is Value = (text): text is Value => text !== "",
): WritableComputedRef<Value> => {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => {
      const text = route.query[name];
      return typeof text === "string" && isValue(text) ? text : fallback;
    },
    set: (value) => change(router, name, value === fallback || value === "" ? undefined : value),
  });
};

/** Changes several at once; undefined takes one out. */
export const useUrlChanges = (): ((changes: Record<string, string | undefined>) => void) => {
  const router = useRouter();
  return (changes) => {
    for (const [name, value] of Object.entries(changes)) change(router, name, value);
  };
};
