import { refDebounced } from "@vueuse/core";
import { computed, type Ref, ref, watch } from "vue";
import { fullName } from "../../../../ui/logic/display-name.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { useQuery } from "../../composables/use-query.ts";
import type { targetBody } from "../../logic/ban-form.ts";

const RESTS_MS = 300;

/** What a ban would do, as far as it is known whom it is for. */
export const useBanPreview = (body: Readonly<Ref<ReturnType<typeof targetBody>>>) => {
  const { rest } = useAdminApi();
  // It changes with every key that is pressed.
  const rested = refDebounced(body, RESTS_MS);
  const query = useQuery(
    () => rested.value,
    async (target, signal) => {
      if (target === undefined) throw new Error("Nobody to look up");
      return (await rest.call("previewBan", { body: target, signal })).preview;
    },
    { enabled: () => rested.value !== undefined, forgetOnChange: true },
  );
  const current = computed(() => JSON.stringify(rested.value) === JSON.stringify(body.value));
  const preview = computed(() => (current.value ? query.data.value : undefined));
  const failure = computed(() => (current.value ? query.failure.value : undefined));
  const unseen = ref(false);
  watch(body, () => {
    unseen.value = false;
  });
  const named = computed((): string => {
    const target = body.value;
    if (target === undefined) return "";
    if ("ip" in target) return target.ip;
    return "guest_number" in target ? String(target.guest_number) : target.user_id;
  });
  return {
    preview,
    failure,
    refresh: query.refresh,
    /** Where it can't be had, a ban without it is a choice of its own. */
    unseen,
    /** Whether a ban may go ahead, as far as this is concerned. */
    ready: computed(
      () => preview.value !== undefined || (failure.value !== undefined && unseen.value),
    ),
    fetching: computed(() => body.value !== undefined && (!current.value || query.fetching.value)),
    /** Whom the ban is for, by name where that is known. */
    name: computed(() => (preview.value?.user ? fullName(preview.value.user) : named.value)),
  };
};
