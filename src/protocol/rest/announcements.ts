import * as v from "valibot";
import { Notice } from "../announcements.ts";
import type { Route } from "./route.ts";

export const announcementRoutes = {
  notices: {
    method: "GET",
    path: "/api/announcements",
    summary: "The announcements that are live for me, oldest first",
    access: { caller: "user" },
    limit: "rest",
    answers: { 200: v.strictObject({ announcements: v.array(Notice) }) },
  },
} as const satisfies Record<string, Route>;
