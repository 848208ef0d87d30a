import * as v from "valibot";
import { Simulation } from "../limit-simulation.ts";
import { RateLimits, Settings, SettingsChange } from "../settings.ts";
import type { Route } from "./route.ts";

const admin = { caller: "admin" } as const;

export const adminSettingsRoutes = {
  settings: {
    method: "GET",
    path: "/api/admin/settings",
    summary: "The limits in force",
    access: admin,
    limit: "rest",
    answers: { 200: Settings },
  },
  putSettings: {
    method: "PUT",
    path: "/api/admin/settings",
    summary: "New limits, at once in every server",
    access: admin,
    limit: "rest",
    body: SettingsChange,
    answers: { 200: Settings },
    errors: ["conflict"],
    audit: { action: "settings.update", details: ["limits", "single_room"] },
  },
  simulateLimits: {
    method: "POST",
    path: "/api/admin/settings/simulate",
    summary: "What the traffic of the last 24 h would have met under these limits",
    access: admin,
    limit: "rest",
    body: v.strictObject({ limits: RateLimits }),
    answers: { 200: v.strictObject({ simulation: Simulation }) },
    audit: null,
  },
} as const satisfies Record<string, Route>;
