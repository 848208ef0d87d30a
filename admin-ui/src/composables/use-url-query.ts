import { computed, type WritableComputedRef } from "vue";
import { type LocationQueryRaw, type Router, useRoute, useRouter } from "vue-router";
import { TIME_KEYS } from "../logic/kept-time.ts";
import { endWay, type RouterWay, wayOf } from "./router-way.ts";

interface Change {
  readonly value: string | undefined;
  /** Where it was made: a filter is of its own screen. */
  readonly path: string;
}

interface Address {
  /** What several fields change in one turn goes into the address at once: each alone would undo the other. */
  readonly changes: Map<string, Change>;
  readonly way: RouterWay;
}
const addresses = new WeakMap<Router, Address>();

const isTimeKey = (name: string): boolean => TIME_KEYS.some((key) => key === name);

/** Not while another screen is on its way: this would call it off. Then what is of all screens goes with it. */
const apply = (router: Router, address: Address): void => {
  const { way } = address;
  if (way.value !== undefined || address.changes.size === 0) return;
  const { path, query: before, hash } = router.currentRoute.value;
  const query: LocationQueryRaw = { ...before };
  for (const [name, change] of address.changes) {
    if (change.path !== path && !isTimeKey(name)) continue;
    if (change.value === undefined) delete query[name];
    else query[name] = change.value;
  }
  address.changes.clear();
  // Its own way begins before the router tells of it.
  const own = Symbol("address");
  way.value = own;
  void router.replace({ query, hash }).finally(() => {
    endWay(way, own);
    apply(router, address);
  });
};

const addressOf = (router: Router): Address => {
  const known = addresses.get(router);
  if (known) return known;
  const address: Address = { changes: new Map(), way: wayOf(router) };
  addresses.set(router, address);
  router.afterEach(() => apply(router, address));
  router.onError(() => apply(router, address));
  return address;
};

const change = (router: Router, name: string, value: string | undefined): void => {
  const address = addressOf(router);
  if (address.changes.size === 0) queueMicrotask(() => apply(router, address));
  address.changes.set(name, { value, path: router.currentRoute.value.path });
};

/** A choice of a screen that lives in the address: a filter, an order, a tab. `fallback` is left out of it. */
export const useUrlQuery = <Value extends string = string>(
  name: string,
  fallback: Value,
  isValue: (text: string) => text is Value = (text): text is Value => text !== "",
): WritableComputedRef<Value> => {
  const route = useRoute();
  const router = useRouter();
  addressOf(router);
  return computed({
    get: () => {
      const text = route.query[name];
      return typeof text === "string" && isValue(text) ? text : fallback;
    },
    set: (value) => change(router, name, value === fallback || value === "" ? undefined : value),
  });
};

/** Changes several at once; undefined, or nothing, takes one out. */
export const useUrlChanges = (): ((changes: Record<string, string | undefined>) => void) => {
  const router = useRouter();
  addressOf(router);
  return (changes) => {
    for (const [name, value] of Object.entries(changes)) change(router, name, value || undefined);
  };
};
