import { defineStore } from "pinia";
import { computed, shallowRef, watch } from "vue";
import type { Enforced, Enforcement } from "../../../src/protocol/enforcement.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { figures } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";
import { useLive } from "./live.ts";
import { useSession } from "./session.ts";

const ASK_MS = 1_000;
/** One that is over stays so long, to be read. */
const OVER_MS = 15_000;
const MOST = 5;
/** One that ended no longer ago than this is told after a reload, too. */
const JUST_MS = 60_000;
/** Until what could not be read back is asked for again. */
const AGAIN_MS = 5_000;

/** What was enforced and not yet confirmed by every server: the servers go on trying, and this goes on asking. */
export const useEnforcements = defineStore("enforcements", () => {
  const { rest } = useAdminApi();
  const live = useLive();
  const session = useSession();
  const list = shallowRef<readonly Enforcement[]>([]);
  const dismissed = new Set<string>();

  const put = (one: Enforcement): void => {
    const others = list.value.filter(({ id }) => id !== one.id);
    list.value = [...others, one].slice(-MOST);
  };
  const dismiss = (id: string): void => {
    dismissed.add(id);
    list.value = list.value.filter((one) => one.id !== id);
  };
  const ask = async (id: string): Promise<void> => {
    let trying = true;
    try {
      const { enforcement } = await rest.call("enforcement", { params: { id } });
      if (dismissed.has(id)) return;
      put(enforcement);
      trying = enforcement.state === "trying";
    } catch {
      // Whoever was asked may be the one that is away; another answers the next time.
    }
    if (!trying) setTimeout(() => dismiss(id), OVER_MS);
    else if (!dismissed.has(id)) setTimeout(() => void ask(id), ASK_MS);
  };

  /** What was enforced before the page was loaded, and is tried still or has only just ended. */
  const readBack = async (): Promise<void> => {
    if (session.status !== "signed-in") return;
    try {
      const { enforcements } = await rest.call("enforcements", {});
      const fresh = enforcements.filter(
        ({ state, started_at, ms }) =>
          state === "trying" || Date.now() - (started_at + ms) < JUST_MS,
      );
      // The newest come first, and the list shows them last.
      for (const { id } of fresh.slice(0, MOST).toReversed()) void ask(id);
    } catch {
      setTimeout(() => void readBack(), AGAIN_MS);
    }
  };
  watch(
    () => session.signIns,
    () => void readBack(),
    { immediate: true },
  );

  /** Of all servers that are up, where these are as many as confirmed: the answer counts them only. */
  const namesOf = ({ confirmed, servers }: Enforced): readonly string[] => {
    const up =
      live.tick?.servers.filter(({ state }) => state === "ok" || state === "draining") ?? [];
    return confirmed === servers && up.length === servers
      ? up.map(({ server_id }) => server_id)
      : [];
  };

  /** What to say of an enforcing call; one that some servers have yet to confirm is followed, and names those. */
  const follow = (enforced: Enforced): string => {
    if (enforced.id !== undefined) void ask(enforced.id);
    const { confirmed, servers, ms } = enforced;
    const names = namesOf(enforced);
    const said = { confirmed, servers, ms: figures.exact(Math.round(ms)), names: names.join(", ") };
    return t(names.length === 0 ? "common.enforced" : "common.enforcedBy", said);
  };

  return { list: computed(() => list.value), follow, dismiss };
});
