import { defineStore } from "pinia";
import { computed, shallowRef, watch } from "vue";
import type { Enforced, Enforcement } from "../../../src/protocol/enforcement.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { useAdminApi } from "../api/admin-api.ts";
import { figures } from "../i18n/formats.ts";
import { t } from "../i18n/i18n.ts";
import { useLive } from "./live.ts";
import { useSession } from "./session.ts";

const ASK_MS = 1_000;
/** One that is over stays so long, to be read. */
const OVER_MS = 15_000;
/** The newest of those that are followed. */
const MOST_SHOWN = 5;
/** As many as a server keeps. */
const MOST = 100;
/** One that ended no longer ago than this is told after a reload, too. */
const JUST_MS = 60_000;
/** Until what could not be read back is asked for again. */
const AGAIN_MS = 5_000;
/** A server whose lease has ended is gone, and with it what it tried; until then it may only be slow. */
const LOST_MS = 20_000;

export interface Followed extends Enforcement {
  /** Given up because nobody knows of it any more: the server that tried has ended. */
  readonly abandoned?: true;
}

/** What was enforced and not yet confirmed by every server: the servers go on trying, and this goes on asking. */
export const useEnforcements = defineStore("enforcements", () => {
  const { rest } = useAdminApi();
  const live = useLive();
  const session = useSession();
  const list = shallowRef<readonly Followed[]>([]);
  const dismissed = new Set<string>();
  /** Since when those have been asked for that nobody knows of. */
  const lostSince = new Map<string, number>();

  /** In its place where it has one: a row must not move under a pointer. */
  const put = (one: Followed): void => {
    if (list.value.some(({ id }) => id === one.id)) {
      list.value = list.value.map((other) => (other.id === one.id ? one : other));
      return;
    }
    const [oldest] = list.value;
    if (oldest !== undefined && list.value.length >= MOST) dismiss(oldest.id);
    list.value = [...list.value, one];
  };
  const dismiss = (id: string): void => {
    dismissed.add(id);
    lostSince.delete(id);
    list.value = list.value.filter((one) => one.id !== id);
  };
  /** Whether it has been unknown for so long that nobody tries it any more. */
  const isLost = (id: string, error: unknown): boolean => {
    if (!(error instanceof ProtocolError) || error.code !== "not_found") return false;
    const since = lostSince.get(id) ?? Date.now();
    lostSince.set(id, since);
    return Date.now() - since >= LOST_MS;
  };
  const ask = async (id: string): Promise<void> => {
    let trying = true;
    try {
      const { enforcement } = await rest.call("enforcement", { params: { id } });
      if (dismissed.has(id)) return;
      put(enforcement);
      lostSince.delete(id);
      trying = enforcement.state === "trying";
    } catch (error) {
      // Whoever was asked may be the one that is away; another answers the next time.
      if (dismissed.has(id)) return;
      trying = !isLost(id, error);
      const last = list.value.find((one) => one.id === id);
      if (!trying && last) put({ ...last, state: "given_up", abandoned: true });
    }
    if (!trying) setTimeout(() => dismiss(id), OVER_MS);
    else setTimeout(() => void ask(id), ASK_MS);
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
      for (const { id } of fresh.slice(0, MOST_SHOWN).toReversed()) void ask(id);
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

  return { list: computed(() => list.value.slice(-MOST_SHOWN)), follow, dismiss };
});
