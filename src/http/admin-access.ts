import type { AdminAccess } from "../core/accounts/admin-access.ts";
import type { Authenticator } from "../core/accounts/authenticator.ts";
import type { Bootstrap } from "../core/accounts/bootstrap.ts";
import type { SecondFactor } from "../core/accounts/second-factor.ts";
import type { Sessions, SignedIn } from "../core/accounts/sessions.ts";
import { TokenRefused } from "../core/accounts/token-refused.ts";
import { adminAccessRoutes } from "../protocol/rest/admin-access.ts";
import type { HttpContext } from "./env.ts";
import type { RefreshCookies } from "./refresh-cookies.ts";
import { created, noContent, ok } from "./reply.ts";
import { bearerToken, type RouteBinder } from "./route-binder.ts";

export interface AdminAccessDeps {
  readonly adminAccess: AdminAccess;
  readonly authenticator: Authenticator;
  readonly bootstrap: Bootstrap;
  readonly secondFactor: SecondFactor;
  readonly sessions: Sessions;
  readonly cookies: RefreshCookies;
}

export const bindAdminAccessRoutes = (binder: RouteBinder, deps: AdminAccessDeps): void => {
  const { adminAccess, authenticator, bootstrap, secondFactor, sessions, cookies } = deps;

  const signedIn = (c: HttpContext, answer: SignedIn) => {
    cookies.set(c, "admin", answer.refreshToken);
    return { access_token: answer.accessToken, expires_in: answer.expiresIn };
  };

  binder.bind(adminAccessRoutes.adminLogin, async ({ body }, { device, http }) => {
    cookies.guard(http);
    return ok(signedIn(http, await adminAccess.login(body, device)));
  });

  binder.bind(adminAccessRoutes.bootstrap, async ({ body }, { device, http }) => {
    cookies.guard(http);
    return created(signedIn(http, await bootstrap.createAdmin(body, device)));
  });

  binder.bind(adminAccessRoutes.adminRefresh, async (_input, { http }) => {
    cookies.guard(http);
    const token = cookies.read(http, "admin");
    if (token === undefined) throw new TokenRefused("invalid");
    return ok(signedIn(http, await sessions.refresh(token, "admin")));
  });

  // By the cookie, by the access token, or both: a client without a cookie jar has only the latter.
  binder.bind(adminAccessRoutes.adminLogout, async (_input, { device, http }) => {
    cookies.guard(http);
    const token = cookies.read(http, "admin");
    cookies.clear(http, "admin");
    if (token !== undefined) await adminAccess.logout(token, device);
    const bearer = bearerToken(http);
    if (bearer === undefined) return noContent;
    try {
      const { caller } = await authenticator.authenticate(bearer, "admin", device.address);
      await adminAccess.endCurrent(caller, device);
    } catch (error) {
      // Of a session that the cookie ended just now, or that a page kept for too long.
      if (token === undefined || !(error instanceof TokenRefused)) throw error;
    }
    return noContent;
  });

  binder.bind(adminAccessRoutes.adminMe, async (_input, { caller: { user } }) =>
    ok({ user, role: user.role, totp: await secondFactor.isOn(user.id) }),
  );

  binder.bind(adminAccessRoutes.enrolTotp, async (_input, { caller }) =>
    ok(await secondFactor.enrol(caller)),
  );

  binder.bind(adminAccessRoutes.confirmTotp, async ({ body }, { caller }) => {
    await secondFactor.confirm(caller, body.code);
    return ok({ totp: true });
  });

  binder.bind(adminAccessRoutes.removeTotp, async ({ body }, { caller }) => {
    await secondFactor.remove(caller, body.code);
    return noContent;
  });

  binder.bind(adminAccessRoutes.userTotp, async ({ params }) =>
    ok({ totp: await secondFactor.isOnFor(params.id) }),
  );

  binder.bind(adminAccessRoutes.removeUserTotp, async ({ params }, { caller }) => {
    await secondFactor.removeFor(caller, params.id);
    return noContent;
  });
};
