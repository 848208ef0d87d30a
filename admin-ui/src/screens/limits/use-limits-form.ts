import { computed, type Ref, ref, shallowRef, watch } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import {
  type RateLimitName,
  type RateLimits,
  type Settings,
  sameSettings,
} from "../../../../src/protocol/settings.ts";
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

const changedMeanwhile = (cause: unknown): ProtocolError =>
  new ProtocolError("conflict", t("limits.conflict"), { cause });

/** The limits in force, and those that are being written over them. `asking`: whether they are asked about. */
export const useLimitsForm = (asking: Ref<boolean>) => {
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
  const changed = computed(() =>
    base.value && wanted.value ? changedLimits(base.value.limits, wanted.value.limits) : [],
  );
  const dirty = computed(
    () =>
      base.value !== undefined &&
      (wanted.value === undefined || !sameSettings(base.value, wanted.value)),
  );
  /** Somebody else set others since the writing began. */
  const conflict = computed(() => {
    const now = inForce.data.value;
    return (
      dirty.value && now !== undefined && base.value !== undefined && !sameSettings(now, base.value)
    );
  });
  const isWanted = (settings: Settings): boolean =>
    wanted.value !== undefined && sameSettings(wanted.value, settings);
  // Whoever has written nothing sees what is in force; what was written may be, by a call whose answer was lost.
  watch(
    inForce.data,
    (now) => {
      if (now && (!dirty.value || isWanted(now))) take(now);
    },
    { immediate: true },
  );

  /** Of two who set them in the same moment one came last, and what the other set does not hold. */
  const overtaken = ref(false);
  const put = async (settings: Settings, was: Settings): Promise<Settings> => {
    try {
      return await rest.call("putSettings", { body: { ...settings, was } });
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== "conflict") throw error;
      await inForce.refresh();
      const holds = inForce.data.value;
      if (holds === undefined || !sameSettings(holds, settings)) throw changedMeanwhile(error);
      return holds;
    }
  };
  const save = useAct(
    async () => {
      const settings = wanted.value;
      if (!settings || !base.value) return;
      const answer = await put(settings, base.value);
      // What was written while it was on its way stays.
      if (isWanted(settings)) take(answer);
      else base.value = answer;
      inForce.take(answer);
      await inForce.refresh();
      const holds = inForce.data.value;
      overtaken.value = holds !== undefined && !sameSettings(holds, settings);
    },
    {
      action: () => t("limits.save"),
      shown: () => asking.value,
      done: () => {
        asking.value = false;
      },
    },
  );
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
    overtaken,
    save,
    reset,
  };
};
