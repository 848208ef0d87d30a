import { type ShallowRef, shallowRef } from "vue";
import type { Router } from "vue-router";

/** Where a router is on its way to: the code of a screen may have to be loaded first. Undefined: nowhere. */
export type RouterWay = ShallowRef<unknown>;

const ways = new WeakMap<Router, RouterWay>();

/** It came there, or will not: unless it has turned to somewhere else meanwhile. */
export const endWay = (way: RouterWay, to: unknown): void => {
  if (way.value === to) way.value = undefined;
};

export const wayOf = (router: Router): RouterWay => {
  const known = ways.get(router);
  if (known) return known;
  const way: RouterWay = shallowRef();
  ways.set(router, way);
  router.beforeEach((to) => {
    way.value = to;
  });
  router.afterEach((to) => endWay(way, to));
  router.onError((_, to) => endWay(way, to));
  return way;
};
