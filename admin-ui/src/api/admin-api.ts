import { type InjectionKey, inject } from "vue";
import { AdminSession } from "../../../src/client/admin-session.ts";
import { RestClient } from "../../../src/client/rest-client.ts";
import { systemClock } from "../../../src/client/system.ts";

/** The way to the server: the REST calls, and who is signed in. */
export interface AdminApi {
  readonly rest: RestClient;
  readonly session: AdminSession;
}

export const ADMIN_API: InjectionKey<AdminApi> = Symbol("admin api");

/** Of this page's own server. */
export const createAdminApi = (): AdminApi => {
  const rest = new RestClient({ url: location.origin });
  return { rest, session: new AdminSession(rest, systemClock) };
};

export const useAdminApi = (): AdminApi => {
  const api = inject(ADMIN_API);
  if (api === undefined) throw new Error("No admin api was provided");
  return api;
};
