import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import type { User } from "../../protocol/users.ts";
import { afterwards } from "../afterwards.ts";
import { isSameUser, viewUser } from "./user-view.ts";

export interface UserChangeDeps {
  readonly accounts: Pick<AccountStore, "user">;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** Tells every server what a user has become; resolves with what was told last. */
export const tellUser = async (deps: UserChangeDeps, user: User): Promise<User> => {
  await deps.bus.command({ type: "user_updated", user });
  return tellOvertaken(deps, user);
};

/**
 * What was told may have been overtaken on its way by a later change, of another server perhaps, and then the servers
 * heard the older one last: what holds is told again.
 */
export const tellOvertaken = async (
  { accounts, bus, clock }: UserChangeDeps,
  told: User,
): Promise<User> => {
  let last = told;
  await afterwards(clock, async () => {
    for (;;) {
      const record = await accounts.user(last.id);
      const now = record === undefined ? last : viewUser(record);
      if (isSameUser(last, now)) return;
      await bus.command({ type: "user_updated", user: now });
      last = now;
    }
  });
  return last;
};
