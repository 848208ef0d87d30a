import * as v from "valibot";

/** At most `window` in any `per_ms`; with a bucket: at most `bucket` at once, one more every `refill_ms`. */
export const RateRule = v.strictObject({
  window: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  per_ms: v.pipe(v.number(), v.integer(), v.minValue(1_000), v.maxValue(86_400_000)),
  bucket: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
  refill_ms: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(86_400_000))),
});
export type RateRule = v.InferOutput<typeof RateRule>;

/** How long until a token comes back; where a rule does not say it, as its window would have it. */
export const refillMsOf = ({ refill_ms, per_ms, window }: RateRule): number =>
  refill_ms ?? Math.ceil(per_ms / window);

export const RateLimits = v.strictObject({
  guest_messages: RateRule,
  member_messages: RateRule,
  login: RateRule,
  register: RateRule,
  guest: RateRule,
  upgrade: RateRule,
  rest: RateRule,
});
export type RateLimits = v.InferOutput<typeof RateLimits>;
export type RateLimitName = keyof RateLimits;

/** What admins may change while the servers run. */
export const Settings = v.strictObject({
  limits: RateLimits,
  /** Whether members too are in one ephemeral room at a time, as guests always are. */
  single_room: v.optional(v.boolean()),
});
export type Settings = v.InferOutput<typeof Settings>;

/** `was`: what was in force when the change was thought of; where it is so no more it is `conflict`. */
export const SettingsChange = v.strictObject({ ...Settings.entries, was: v.optional(Settings) });
export type SettingsChange = v.InferOutput<typeof SettingsChange>;

export const sameRule = (a: RateRule, b: RateRule): boolean =>
  a.window === b.window &&
  a.per_ms === b.per_ms &&
  a.bucket === b.bucket &&
  a.refill_ms === b.refill_ms;

/** Whether they say the same, however they are written. */
export const sameSettings = (a: Settings, b: Settings): boolean => {
  const names = Object.keys(a.limits) as RateLimitName[];
  return (
    (a.single_room ?? false) === (b.single_room ?? false) &&
    names.every((name) => sameRule(a.limits[name], b.limits[name]))
  );
};

const MINUTE = 60_000;
export const DEFAULT_SETTINGS: Settings = {
  limits: {
    guest_messages: { window: 20, per_ms: MINUTE, bucket: 4, refill_ms: 5_000 },
    member_messages: { window: 300, per_ms: MINUTE, bucket: 20, refill_ms: 200 },
    login: { window: 10, per_ms: MINUTE },
    register: { window: 10, per_ms: MINUTE },
    guest: { window: 20, per_ms: MINUTE },
    upgrade: { window: 60, per_ms: MINUTE },
    rest: { window: 600, per_ms: MINUTE },
  },
};

/** Limits that are fixed: of a user, of resets an address, per minute or per period. */
export const FIXED_LIMITS = {
  typing: { window: 1, per_ms: 2_000 },
  rename: { window: 5, per_ms: MINUTE },
  rooms_created: { window: 10, per_ms: MINUTE },
  uploads: { window: 60, per_ms: MINUTE },
  reports: { window: 10, per_ms: MINUTE },
  guest_upgrades: { window: 10, per_ms: MINUTE },
  resets: { window: 10, per_ms: MINUTE },
} as const satisfies Record<string, RateRule>;
