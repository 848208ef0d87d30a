import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveTokenKeys } from "../../src/core/accounts/token-keys.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, SECRET, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

/** Tokens of a forger who has the server's own keys: what is refused is refused for what the token says. */

let server: HttpServer;
let rest: Rest;
let ada: Identity;
let keys: Awaited<ReturnType<typeof deriveTokenKeys>>;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
  keys = await deriveTokenKeys(SECRET);
});
afterAll(() => server[Symbol.asyncDispose]());

const partOf = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[index] ?? "", "base64url").toString());

interface Forgery {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly audience?: "chat" | "admin";
}

const base64url = (text: string): string => Buffer.from(text).toString("base64url");

/** Ada's token as the server would have made it, but for what is given; jose would not sign all of it. */
const forge = async ({ header = {}, claims = {}, audience = "chat" }: Forgery): Promise<string> => {
  const head = base64url(JSON.stringify({ alg: "HS256", typ: "JWT", ...header }));
  const said = `${head}.${base64url(JSON.stringify({ ...partOf(ada.token, 1), ...claims }))}`;
  const key = keys.access[audience];
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(said));
  return `${said}.${Buffer.from(mac).toString("base64url")}`;
};

const meStatus = async (token: string): Promise<number> =>
  (await rest.call("GET", "/api/auth/me", { token })).status;
const seconds = (): number => Math.floor(server.clock.now() / 1_000);

it("a faithful copy is accepted, so that the forgeries below fail for what they change", async () => {
  expect(await meStatus(await forge({}))).toBe(200);
});

describe("an access token is refused", () => {
  it.each<[what: string, forgery: () => Forgery]>([
    ["of another issuer", () => ({ claims: { iss: "elsewhere" } })],
    ["of no issuer", () => ({ claims: { iss: undefined } })],
    ["for the dashboard", () => ({ claims: { aud: "crosstalk:admin" } })],
    ["for nobody", () => ({ claims: { aud: undefined } })],
    ["signed with the dashboard's key", () => ({ audience: "admin" })],
    ["that has expired", () => ({ claims: { exp: seconds() - 1 } })],
    ["that never expires", () => ({ claims: { exp: undefined } })],
    ["that is not good yet", () => ({ claims: { nbf: seconds() + 600 } })],
    ["of no session", () => ({ claims: { sid: undefined } })],
    ["of a session that is not", () => ({ claims: { sid: "nothing" } })],
    ["of a session that is no text", () => ({ claims: { sid: 1 } })],
    ["of somebody else", () => ({ claims: { sub: "somebody-else" } })],
    ["of nobody", () => ({ claims: { sub: undefined } })],
    ["of another type", () => ({ header: { typ: "refresh+jwt" } })],
    ["of no type", () => ({ header: { typ: undefined } })],
    ["with extensions that nobody knows", () => ({ header: { crit: ["x"], x: 1 } })],
  ])("%s", async (_what, forgery) => {
    const token = await forge(forgery());
    const answer = await rest.call("GET", "/api/auth/me", { token });
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "unauthenticated" } } });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  it("whose key it names itself", async () => {
    const jwk = { kty: "oct", k: Buffer.from("mine").toString("base64url") };
    const [, payload = ""] = ada.token.split(".");
    const header = { alg: "HS256", typ: "JWT", jwk, kid: "../../dev/null", jku: server.url };
    const head = base64url(JSON.stringify(header));
    for (const key of ["mine", ""]) {
      const mac = createHmac("sha256", key).update(`${head}.${payload}`).digest("base64url");
      expect(await meStatus(`${head}.${payload}.${mac}`)).toBe(401);
    }
  });

  it("of another algorithm, or of none", async () => {
    const [, payload = ""] = ada.token.split(".");
    for (const alg of ["none", "None", "HS512", "HS384", "RS256", "EdDSA", "dir", ""]) {
      const head = base64url(JSON.stringify({ alg, typ: "JWT" }));
      expect(await meStatus(await forge({ header: { alg } }))).toBe(401);
      expect(await meStatus(`${head}.${payload}.`)).toBe(401);
      const mac = createHmac("sha512", SECRET).update(`${head}.${payload}`).digest("base64url");
      expect(await meStatus(`${head}.${payload}.${mac}`)).toBe(401);
    }
  });

  it("anywhere but in the header: no query and no cookie carries one", async () => {
    for (const query of ["access_token", "token"]) {
      const answer = await rest.call("GET", `/api/auth/me?${query}=${ada.token}`);
      expect(answer.status).toBe(401);
    }
    const cookie = `access_token=${ada.token}; crosstalk_refresh=${ada.token}`;
    expect((await rest.call("GET", "/api/auth/me", { cookie })).status).toBe(401);
    const basic = await fetch(`${server.url}/api/auth/me`, {
      headers: { authorization: `Basic ${ada.token}` },
    });
    expect(basic.status).toBe(401);
  });
});

it("neither audience takes the other's tokens", async () => {
  const admin = await adminToken(rest);
  expect(await meStatus(admin)).toBe(401);
  expect((await rest.call("GET", "/api/admin/bans", { token: ada.token })).status).toBe(401);
  const asAdmin = await forge({ claims: { aud: "crosstalk:admin" }, audience: "admin" });
  // Rightly signed, for a session that was opened in the chat.
  expect((await rest.call("GET", "/api/admin/bans", { token: asAdmin })).status).toBe(403);
});
