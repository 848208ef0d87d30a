import type { Contacts } from "../core/accounts/contacts.ts";
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

  binder.bind(authRoutes.blocked, async ({ query }, { caller }) =>
    ok(await contacts.blocked(caller, query.cursor, query.limit)),
  );

  binder.bind(authRoutes.searchUsers, async ({ query }) =>
    ok(await contacts.search(query.q, query.cursor, query.limit)),
  );
};
