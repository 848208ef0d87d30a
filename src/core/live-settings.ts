import type { Bus } from "../ports/bus.ts";
import type { ModerationStore } from "../ports/store/moderation.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";

/** What admins change while the servers run. */
export class LiveSettings {
  readonly #store: ModerationStore;
  readonly #bus: Bus;
  #current: Settings = DEFAULT_SETTINGS;

  constructor(store: ModerationStore, bus: Bus) {
    this.#store = store;
    this.#bus = bus;
  }

  get current(): Settings {
    return this.#current;
  }

  /** At start. */
  async load(): Promise<void> {
    this.#current = (await this.#store.settings()) ?? DEFAULT_SETTINGS;
  }

  /** At every `settings_changed`. */
  apply(settings: Settings): void {
    this.#current = settings;
  }

  /** Resolves once every server that answers works by them. */
  async put(settings: Settings): Promise<Settings> {
    await this.#store.saveSettings(settings);
    this.apply(settings);
    await this.#bus.command({ type: "settings_changed", settings });
    return settings;
  }
}
