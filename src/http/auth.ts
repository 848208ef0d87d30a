import type { Accounts } from "../core/accounts/accounts.ts";
import type { Authenticator } from "../core/accounts/authenticator.ts";
import type { Passwords } from "../core/accounts/passwords.ts";
import type { Sessions, SignedIn } from "../core/accounts/sessions.ts";
import { TokenRefused } from "../core/accounts/token-refused.ts";
import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { addressGroup } from "../protocol/ip-address.ts";
import { type Authentication, authRoutes } from "../protocol/rest/auth.ts";
import { FIXED_LIMITS } from "../protocol/settings.ts";
import type { HttpContext } from "./env.ts";
import type { RefreshCookies } from "./refresh-cookies.ts";
import { created, noContent, ok } from "./reply.ts";
import { bearerToken, type RouteBinder } from "./route-binder.ts";

export interface AuthRouteDeps {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly authenticator: Authenticator;
  readonly cookies: RefreshCookies;
  readonly limiter: RateLimiter;
}

export const bindAuthRoutes = (binder: RouteBinder, deps: AuthRouteDeps): void => {
  const { accounts, sessions, passwords, authenticator, cookies, limiter } = deps;

  const signedIn = (c: HttpContext, answer: SignedIn): Authentication => {
    cookies.set(c, "chat", answer.refreshToken);
    return {
      user: answer.user,
      access_token: answer.accessToken,
      expires_in: answer.expiresIn,
    };
  };

  binder.bind(authRoutes.register, async ({ body }, { device, http }) => {
    cookies.guard(http);
    return created(signedIn(http, await accounts.register(body, device)));
  });

  binder.bind(authRoutes.login, async ({ body }, { device, http }) => {
    cookies.guard(http);
    return ok(signedIn(http, await accounts.login(body, device)));
  });

  binder.bind(authRoutes.guest, async ({ body }, { device, http }) => {
    cookies.guard(http);
    return created(signedIn(http, await accounts.guest(body, device)));
  });

  binder.bind(authRoutes.refresh, async (_input, { http }) => {
    cookies.guard(http);
    const token = cookies.read(http, "chat");
    if (token === undefined) throw new TokenRefused("invalid");
    try {
      return ok(signedIn(http, await sessions.refresh(token, "chat")));
    } catch (error) {
      if (error instanceof TokenRefused && error.code === "unauthenticated") {
        cookies.clear(http, "chat");
      }
      throw error;
    }
  });

  // By the cookie, by the access token, or both: a client without a cookie jar has only the latter.
  binder.bind(authRoutes.logout, async (_input, { device, http }) => {
    cookies.guard(http);
    const token = cookies.read(http, "chat");
    cookies.clear(http, "chat");
    if (token !== undefined) await sessions.endByRefreshToken(token, "chat");
    const bearer = bearerToken(http);
    if (bearer === undefined) return noContent;
    try {
      const { caller } = await authenticator.authenticate(bearer, "chat", device.address);
      await sessions.endCurrent(caller);
    } catch (error) {
      // Of a session that the cookie ended just now, or that a page kept for too long.
      if (token === undefined || !(error instanceof TokenRefused)) throw error;
    }
    return noContent;
  });

  binder.bind(authRoutes.me, (_input, { caller }) => ok({ user: caller.user }));

  binder.bind(authRoutes.updateMe, async ({ body }, { caller }) => {
    if (body.display_name !== undefined) {
      await enforceLimit(limiter, `rename:${caller.user.id}`, FIXED_LIMITS.rename);
    }
    return ok({ user: await accounts.rename(caller, body.display_name) });
  });

  binder.bind(authRoutes.deleteMe, async ({ body }, { caller, device, http }) => {
    await accounts.deleteMe(caller, body.password, device.address);
    cookies.clear(http, "chat");
    return noContent;
  });

  binder.bind(authRoutes.changePassword, async ({ body }, { caller, device }) => {
    await passwords.change(caller, body, device.address);
    return noContent;
  });

  // A new password is hashed before anything else, for whoever asks.
  binder.bind(authRoutes.resetPassword, async ({ body }, { device }) => {
    await enforceLimit(limiter, `resets:${addressGroup(device.address)}`, FIXED_LIMITS.resets);
    await passwords.reset(body);
    return noContent;
  });

  binder.bind(authRoutes.sessions, async ({ query }, { caller }) =>
    ok(await sessions.list(caller, query.cursor, query.limit)),
  );

  binder.bind(authRoutes.endSession, async ({ params }, { caller }) => {
    await sessions.endOne(caller, params.id);
    return noContent;
  });

  binder.bind(authRoutes.upgradeGuest, async ({ body }, { caller, http }) => {
    cookies.guard(http);
    await enforceLimit(limiter, `guest_upgrades:${caller.user.id}`, FIXED_LIMITS.guest_upgrades);
    return ok(signedIn(http, await accounts.upgrade(caller, body)));
  });
};
