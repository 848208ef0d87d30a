import type { NamedCase } from "./on-runtimes.ts";

/** What only a database that servers share can do and suffer. */
export const mongoCases = (_url: () => string): readonly NamedCase[] => [];
