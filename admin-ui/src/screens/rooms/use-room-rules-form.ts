import { computed, ref, shallowRef, watch } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import type { RoomRules } from "../../../../src/protocol/room-rules.ts";
import { useNotices } from "../../../../ui/stores/notices.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { useAct } from "../../composables/use-act.ts";
import { useQuery } from "../../composables/use-query.ts";
import { t } from "../../i18n/i18n.ts";
import { changedRules, onlyRules, type RuleName, wordsOf } from "../../logic/room-rules-form.ts";
import { useEnforcements } from "../../stores/enforcements.ts";

const REFRESH_MS = 15_000;

/** The rules of a room, and those that are being written over them: only what was changed is sent. */
export const useRoomRulesForm = (roomId: () => string, saved: () => void) => {
  const api = useAdminApi();
  const notices = useNotices();
  const enforcements = useEnforcements();
  const inForce = useQuery(
    roomId,
    async (room_id, signal) =>
      (await api.rest.call("roomRules", { params: { room_id }, signal })).rules,
    { everyMs: REFRESH_MS },
  );
  /** What the writing began with. */
  const base = shallowRef<RoomRules>();
  const slowMode = ref("0");
  const readOnly = ref(false);
  const words = ref("");
  const wanted = computed(
    (): RoomRules => ({
      slow_mode_s: Number(slowMode.value),
      read_only: readOnly.value,
      word_filter: wordsOf(words.value),
    }),
  );
  const changed = computed(() => (base.value ? changedRules(base.value, wanted.value) : []));
  /** What is being changed here, and was by somebody else since the writing began. */
  const conflicts = computed((): readonly RuleName[] => {
    const now = inForce.data.value;
    if (now === undefined || base.value === undefined) return [];
    const theirs = changedRules(base.value, now);
    const others = changedRules(now, wanted.value);
    return changed.value.filter((name) => theirs.includes(name) && others.includes(name));
  });

  /**
   * What is in force stands in the form, but for what is `kept`: that stays, and so does what it began with, where
   * that is not what was `sent`.
   */
  const take = (
    rules: RoomRules,
    kept: readonly RuleName[],
    sent: readonly RuleName[] = [],
  ): void => {
    if (!kept.includes("slow_mode_s")) slowMode.value = String(rules.slow_mode_s);
    if (!kept.includes("read_only")) readOnly.value = rules.read_only;
    if (!kept.includes("word_filter")) words.value = rules.word_filter.join("\n");
    const begun = kept.filter((name) => !sent.includes(name));
    base.value = { ...rules, ...(base.value && onlyRules(base.value, begun)) };
  };
  const reset = (): void => {
    if (inForce.data.value) take(inForce.data.value, []);
  };
  watch(
    inForce.data,
    (now) => {
      if (!now) return;
      // What was written may be in force by now, by a call whose answer was lost.
      const others = changedRules(now, wanted.value);
      take(
        now,
        changed.value.filter((name) => others.includes(name)),
      );
    },
    { immediate: true },
  );

  const save = useAct(
    async () => {
      // What is shown as in force, theirs too: who saves over that has seen it.
      const was = inForce.data.value;
      if (was === undefined) return;
      const [names, sent] = [changed.value, wanted.value];
      try {
        const { rules, enforced } = await api.rest.call("setRoomRules", {
          params: { room_id: roomId() },
          body: { ...onlyRules(sent, names), was: onlyRules(was, names) },
        });
        take(rules, changedRules(sent, wanted.value), names);
        inForce.take(rules);
        notices.say(t("rooms.rulesSaved", { enforced: enforcements.follow(enforced) }));
      } catch (error) {
        const isOutdated = error instanceof ProtocolError && error.code === "conflict";
        if (!isOutdated) throw error;
        await inForce.refresh();
        const now = inForce.data.value;
        const others = now && changedRules(now, sent);
        // Those are shown; any other conflict explains itself.
        if (conflicts.value.length > 0) return;
        if (names.some((name) => others?.includes(name))) throw error;
        notices.say(t("rooms.rulesInForce"));
      }
      saved();
    },
    { action: () => t("rooms.rules") },
  );

  return { inForce, slowMode, readOnly, words, wanted, changed, conflicts, save, reset };
};
