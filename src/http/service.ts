import type { Bus } from "../ports/bus.ts";
import type { Presence } from "../ports/presence.ts";
import type { Store } from "../ports/store/store.ts";
import { type Readiness, serviceRoutes } from "../protocol/rest/service.ts";
import { ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

/**
 * Of a server's life. `starting`: what it depends on was not reached yet. `draining`: SIGTERM came,
 * traffic is to go elsewhere.
 */
export type Phase = "starting" | "serving" | "draining";

export interface ServiceRouteDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly presence: Presence;
  readonly phase: () => Phase;
}

/** What is answered whatever the phase. */
export const ALWAYS_ANSWERED: ReadonlySet<string> = new Set([
  serviceRoutes.health.path,
  serviceRoutes.ready.path,
]);

const readiness = ({ store, bus, phase }: ServiceRouteDeps): Readiness => {
  const ofStore = store.health();
  const ofBus = bus.health();
  const dependencies = [
    { name: store.kind, ...ofStore },
    { name: `bus (${bus.kind})`, ...ofBus },
  ];
  return { status: statusOf(phase(), ofStore.ok, ofBus.ok), dependencies };
};

const statusOf = (phase: Phase, storeOk: boolean, busOk: boolean): Readiness["status"] => {
  if (phase === "draining") return "draining";
  if (phase === "starting" || !storeOk) return "unavailable";
  // Without the bus all that is sent is stored and acked; other servers find it by their sweeps.
  return busOk ? "ready" : "degraded";
};

export const bindServiceRoutes = (binder: RouteBinder, deps: ServiceRouteDeps): void => {
  const { store, presence } = deps;

  binder.bind(serviceRoutes.health, () => ok({ status: "ok" as const }));

  binder.bind(serviceRoutes.ready, () => {
    const body = readiness(deps);
    const takesTraffic = body.status === "ready" || body.status === "degraded";
    return { status: takesTraffic ? 200 : 503, body } as const;
  });

  binder.bind(serviceRoutes.stats, async () =>
    ok({
      online: presence.connectedUsers(),
      rooms: await store.rooms.countRooms(),
      servers: presence.servers(),
    }),
  );
};
