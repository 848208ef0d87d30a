import { expect, test } from "vitest";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { ModerationStore } from "../ports/store/moderation.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";
import { LiveSettings } from "./live-settings.ts";

test("settings that another server saved while these were told are told once more, and hold here", async () => {
  const ours = { ...DEFAULT_SETTINGS, single_room: true };
  const theirs = { ...DEFAULT_SETTINGS, single_room: false };
  let saved: Settings | undefined;
  const store: Partial<ModerationStore> = {
    settings: async () => saved,
    updateSettings: async (change) => {
      saved = change(saved);
    },
  };
  const told: Settings[] = [];
  const bus: Partial<Bus> = {
    command: async (command) => {
      if (command.type !== "settings_changed") throw new Error(command.type);
      // The other server's command was faster than ours, and its settings are the later ones.
      if (told.length === 0) saved = theirs;
      told.push(command.settings);
      return { confirmed: 1, servers: 1, ms: 0, missing: [] };
    },
  };
  const settings = new LiveSettings(store as ModerationStore, bus as Bus, {} as Clock);
  await settings.put(ours);
  expect(told).toEqual([ours, theirs]);
  expect(settings.current).toEqual(theirs);
});
