import type { Contacts } from "../core/contacts.ts";
import { authRoutes } from "../protocol/rest/auth.ts";
import { noContent, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export const bindUserRoutes = (binder: RouteBinder, contacts: Contacts): void => {
  binder.bind(authRoutes.block, async ({ params }, { caller }) => {
    await contacts.block(caller, params.id);
    return noContent;
  });

  binder.bind(authRoutes.unblock, async ({ params }, { caller }) => {
    await contacts.unblock(caller, params.id);
    return noContent;
  });

  binder.bind(authRoutes.blocked, async (_input, { caller }) =>
    ok({ users: await contacts.blocked(caller) }),
  );

  binder.bind(authRoutes.searchUsers, async ({ query }) =>
    ok({ users: await contacts.search(query.q) }),
  );
};
