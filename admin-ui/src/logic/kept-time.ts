import type { LocationQuery, RouteLocationNormalized, RouteLocationRaw } from "vue-router";

/** The part of the address that says which time is looked at (logic/time-window.ts). */
export const TIME_KEYS = ["range", "at", "from", "to"] as const;

const timeOf = (query: LocationQuery): LocationQuery =>
  Object.fromEntries(
    TIME_KEYS.flatMap((key) => (query[key] === undefined ? [] : [[key, query[key]]])),
  );

/** The rest of it. */
export const withoutTime = (query: LocationQuery): LocationQuery =>
  Object.fromEntries(
    Object.entries(query).filter(([key]) => !TIME_KEYS.some((time) => time === key)),
  );

type Place = Pick<RouteLocationNormalized, "path" | "query">;

/** One looks at the same moment on every screen: from one to another the time goes along. */
export const keepsTime = (
  to: Place & Partial<RouteLocationNormalized>,
  from: Place,
): RouteLocationRaw | true => {
  const time = timeOf(from.query);
  const saysItself = Object.keys(timeOf(to.query)).length > 0;
  if (to.path === from.path || saysItself || Object.keys(time).length === 0) return true;
  return { path: to.path, query: { ...to.query, ...time }, hash: to.hash ?? "" };
};
