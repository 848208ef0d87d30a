import { computed, ref, shallowRef, watch } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import type { RateLimitName, RateLimits, Settings } from "../../../../src/protocol/settings.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { useAct } from "../../composables/use-act.ts";
import { useQuery } from "../../composables/use-query.ts";
import { t } from "../../i18n/i18n.ts";
import {
  changedLimits,
  draftOf,
  LIMIT_NAMES,
  type RuleDraft,
  ruleOf,
} from "../../logic/limit-form.ts";

const REFRESH_MS = 15_000;
type Drafts = Record<RateLimitName, RuleDraft>;

const draftsOf = (limits: RateLimits): Drafts =>
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, draftOf(limits[name])])) as Drafts;

/** The limits in force, and those that are being written over them. */
export const useLimitsForm = () => {
  const { rest } = useAdminApi();
  const inForce = useQuery(
    () => undefined,
    (_, signal) => rest.call("settings", { signal }),
    { everyMs: REFRESH_MS },
  );
  /** What was in force when the writing began. */
  const base = shallowRef<Settings>();
  const drafts = ref<Drafts>();
  const singleRoom = ref(false);

  const take = (settings: Settings): void => {
    base.value = settings;
    drafts.value = draftsOf(settings.limits);
    singleRoom.value = settings.single_room ?? false;
  };
  const rules = computed(
    () =>
      new Map(
        LIMIT_NAMES.flatMap((name) => {
          const draft = drafts.value?.[name];
          return draft ? [[name, ruleOf(draft)] as const] : [];
        }),
      ),
  );
  /** Undefined while a field is wrong. */
  const wanted = computed((): Settings | undefined => {
    const ready = [...rules.value].flatMap(([name, { rule }]) => (rule ? [[name, rule]] : []));
    if (!base.value || ready.length < LIMIT_NAMES.length) return undefined;
    const limits = Object.fromEntries(ready) as RateLimits;
    const { single_room: _, ...others } = base.value;
    return { ...others, limits, ...(singleRoom.value && { single_room: true }) };
  });
  const sameAs = (a: Settings, b: Settings): boolean =>
    changedLimits(a.limits, b.limits).length === 0 &&
    (a.single_room ?? false) === (b.single_room ?? false);
  const changed = computed(() =>
    base.value && wanted.value ? changedLimits(base.value.limits, wanted.value.limits) : [],
  );
  const dirty = computed(
    () =>
      base.value !== undefined && (wanted.value === undefined || !sameAs(base.value, wanted.value)),
  );
  /** Somebody else set others since the writing began. */
  const conflict = computed(() => {
    const now = inForce.data.value;
    return dirty.value && now !== undefined && base.value !== undefined && !sameAs(now, base.value);
  });
  // Whoever has written nothing sees what is in force.
  watch(
    inForce.data,
    (now) => {
      if (now && !dirty.value) take(now);
    },
    { immediate: true },
  );

  const save = useAct(async () => {
    const settings = wanted.value;
    if (!settings || !base.value) return;
    const now = await rest.call("settings", {});
    if (!sameAs(now, base.value)) {
      await inForce.refresh();
      throw new ProtocolError("conflict", t("limits.conflict"));
    }
    take(await rest.call("putSettings", { body: settings }));
    await inForce.refresh();
  });
  const reset = (): void => {
    if (inForce.data.value) take(inForce.data.value);
  };

  return {
    inForce,
    base,
    drafts,
    singleRoom,
    rules,
    wanted,
    changed,
    dirty,
    conflict,
    save,
    reset,
  };
};
