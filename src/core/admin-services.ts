import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import type { Store } from "../ports/store/store.ts";
import type { Accounts } from "./accounts/accounts.ts";
import { AdminAccess } from "./accounts/admin-access.ts";
import { Bootstrap } from "./accounts/bootstrap.ts";
import { SecondFactor } from "./accounts/second-factor.ts";
import type { Sessions } from "./accounts/sessions.ts";
import type { TokenKeys } from "./accounts/token-keys.ts";
import { AuditLog, type AuditLogDeps } from "./moderation/audit-log.ts";

export interface AdminServiceDeps {
  readonly store: Store;
  readonly bus: Bus;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly keys: TokenKeys;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly recorded: AuditLogDeps["recorded"];
}

/** What is there for the dashboard alone: the way in, and what was done. */
export const createAdminServices = (deps: AdminServiceDeps) => {
  const { store, bus, limiter, clock, random, logger, keys } = deps;
  const { accounts, sessions, recorded } = deps;
  const audit = new AuditLog({
    store: store.audit,
    accounts: store.accounts,
    clock,
    random,
    logger,
    alone: bus.kind === "local",
    recorded,
  });
  const secondFactor = new SecondFactor({
    accounts: store.accounts,
    limiter,
    clock,
    random,
    audit,
  });
  return {
    audit,
    secondFactor,
    bootstrap: new Bootstrap({
      key: keys.bootstrap,
      store: store.accounts,
      accounts,
      sessions,
      audit,
    }),
    adminAccess: new AdminAccess({
      accounts,
      store: store.accounts,
      sessions,
      secondFactor,
      audit,
      limiter,
      clock,
    }),
  };
};
