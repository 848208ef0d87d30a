import { type ActionHandler, refOf } from "./action-handler.ts";

export const updateUsername: ActionHandler<"update_username"> = async (
  context,
  session,
  action,
  caller,
) => {
  session.renamingTo = action.display_name;
  try {
    const user = await context.rename(caller, action.display_name);
    session.outbox.event({ event: "user_updated", ...refOf(action), user });
  } finally {
    session.renamingTo = undefined;
  }
};

export const ping: ActionHandler<"ping"> = (context, session, action) => {
  session.outbox.event({ event: "pong", ...refOf(action), at: context.clock.now() });
};
