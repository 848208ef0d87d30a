import { type ActionHandler, refOf } from "./action-handler.ts";

export const updateUsername: ActionHandler<"update_username"> = async (
  context,
  session,
  action,
  caller,
) => {
  const user = await context.rename(caller, action.display_name);
  session.outbox.event({ event: "user_updated", ...refOf(action), user });
};

export const ping: ActionHandler<"ping"> = (context, session, action) => {
  session.outbox.event({ event: "pong", ...refOf(action), at: context.clock.now() });
};
