import type * as v from "valibot";
import type { Caller } from "../../core/caller.ts";
import type { ACTIONS, ActionName } from "../../protocol/actions.ts";
import type { RealtimeContext } from "../context.ts";
import type { Session } from "../session.ts";

export type ValidAction<N extends ActionName> = v.InferOutput<(typeof ACTIONS)[N]["frame"]>;

/**
 * Does what an action asks, for an authenticated caller who is within the limits. What it throws becomes
 * the `error` with the action's ref. While a promise is pending the connection's next actions wait.
 */
export type ActionHandler<N extends ActionName> = (
  context: RealtimeContext,
  session: Session,
  action: ValidAction<N>,
  caller: Caller,
) => void | Promise<void>;

export const refOf = (action: { readonly ref?: string | undefined }): { ref?: string } =>
  action.ref === undefined ? {} : { ref: action.ref };
