import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { ModerationStore } from "../ports/store/moderation.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { DEFAULT_SETTINGS, type Settings, sameSettings } from "../protocol/settings.ts";
import { afterwards } from "./afterwards.ts";
import { NewestRead } from "./newest-read.ts";

/** What admins change while the servers run. */
export class LiveSettings {
  readonly #store: ModerationStore;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #reads = new NewestRead();
  #current: Settings = DEFAULT_SETTINGS;

  constructor(store: ModerationStore, bus: Bus, clock: Clock) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
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

  /**
   * Resolves once every server that answers works by them. Of two that are put at once the servers may hear the older
   * ones last: whoever was overtaken says what holds. `was`: throws `conflict` where others are in force.
   */
  async put(settings: Settings, was?: Settings): Promise<Settings> {
    await this.#store.updateSettings((found = DEFAULT_SETTINGS) => {
      if (was !== undefined && !sameSettings(found, was)) {
        throw new ProtocolError("conflict", "The settings were changed meanwhile.");
      }
      return settings;
    });
    await this.#tell(settings);
    await afterwards(this.#clock, async () => {
      for (let told = settings; ; ) {
        const now = (await this.#store.settings()) ?? DEFAULT_SETTINGS;
        if (JSON.stringify(now) === JSON.stringify(told)) return;
        await this.#tell(now);
        told = now;
      }
    });
    return settings;
  }

  async #tell(settings: Settings): Promise<void> {
    this.apply(settings);
    await this.#bus.command({ type: "settings_changed", settings });
  }
}
