/** How close things stand. before-paint.js applies it before the first paint, from the same key. */
export const DENSITIES = ["comfortable", "compact"] as const;
export type Density = (typeof DENSITIES)[number];

export const DENSITY_KEY = "crosstalk.density";

export const parseDensity = (stored: string | null): Density =>
  stored === "compact" ? "compact" : "comfortable";
