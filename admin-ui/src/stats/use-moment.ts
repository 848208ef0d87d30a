import { computed, type Ref } from "vue";
import type { Query } from "../composables/use-query.ts";
import { useLive } from "../stores/live.ts";
import { useTime } from "../stores/time.ts";
import type { Moment } from "./moment.ts";
import { pastMoment } from "./past-moment.ts";
import { isOfTime, type PastServers } from "./use-past-servers.ts";

/**
 * All numbers of one moment, from one source: the newest second, or the end of the past that is shown. While that
 * is on its way the moment before stays: what is not known yet is no outage.
 */
export const useMoment = (
  pastServers: Query<PastServers | undefined>,
): Readonly<Ref<Moment | undefined>> => {
  const live = useLive();
  const time = useTime();

  const now = computed((): Moment | undefined => {
    const tick = live.tick;
    if (tick === undefined) return undefined;
    return {
      at: tick.at,
      servers: tick.servers.map((server) => ({
        server_id: server.server_id,
        identity: server,
        state: server.state,
        last_seen_at: server.last_seen_at,
        values: server,
        last: server.last,
      })),
      total: tick.total,
      serversUp: tick.total.servers_up,
      serverCount: tick.total.servers,
    };
  });
  const past = computed((): Moment | undefined => {
    const answer = pastServers.data.value;
    if (answer === undefined || !isOfTime(answer, time.window)) return undefined;
    // What they are comes with the live numbers, which may be late; what they did then does not wait for it.
    return pastMoment(answer, live.tick?.servers ?? []);
  });

  return computed<Moment | undefined>((before) => {
    if (time.isLive) return now.value;
    return past.value ?? (pastServers.failure.value ? undefined : before);
  });
};
