import type { Bus } from "../ports/bus.ts";
import type { Presence } from "../ports/presence.ts";
import type { Store } from "../ports/store/store.ts";
import { type Readiness, serviceRoutes } from "../protocol/rest/service.ts";
import { ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface ServiceRouteDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly presence: Presence;
  /** SIGTERM came: traffic is to go elsewhere. */
  readonly isDraining: () => boolean;
}

const readiness = ({ store, bus, isDraining }: ServiceRouteDeps): Readiness => {
  const dependencies = [
    { name: store.kind, ...store.health() },
    { name: `bus (${bus.kind})`, ...bus.health() },
  ];
  if (isDraining()) return { status: "draining", dependencies };
  const allWell = dependencies.every((dependency) => dependency.ok);
  return { status: allWell ? "ready" : "unavailable", dependencies };
};

export const bindServiceRoutes = (binder: RouteBinder, deps: ServiceRouteDeps): void => {
  const { store, presence } = deps;

  binder.bind(serviceRoutes.health, () => ok({ status: "ok" as const }));

  binder.bind(serviceRoutes.ready, () => {
    const body = readiness(deps);
    return { status: body.status === "ready" ? 200 : 503, body } as const;
  });

  binder.bind(serviceRoutes.stats, async () =>
    ok({
      online: presence.connectedUsers(),
      rooms: await store.rooms.countRooms(),
      servers: presence.servers(),
    }),
  );
};
