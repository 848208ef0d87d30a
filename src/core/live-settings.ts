import type { Bus } from "../ports/bus.ts";
import type { ModerationStore } from "../ports/store/moderation.ts";
import { DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";
import { NewestRead } from "./newest-read.ts";

/** What admins change while the servers run. */
export class LiveSettings {
  readonly #store: ModerationStore;
  readonly #bus: Bus;
  readonly #reads = new NewestRead();
  #current: Settings = DEFAULT_SETTINGS;

  constructor(store: ModerationStore, bus: Bus) {
    this.#store = store;
    this.#bus = bus;
  }

  get current(): Settings {
    return this.#current;
  }

  /** At start, and now and then. */
  async load(): Promise<void> {
    await this.#reads.keep(
      () => this.#store.settings(),
      (settings) => {
        this.#current = settings ?? DEFAULT_SETTINGS;
      },
    );
  }

  /** At every `settings_changed`. */
  apply(settings: Settings): void {
    this.#reads.known();
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
