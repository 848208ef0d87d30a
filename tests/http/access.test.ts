import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ErrorBody, FILE, isEventStream, type Route } from "../../src/protocol/rest/route.ts";
import { ROUTES, type RouteName } from "../../src/protocol/rest/routes.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { ACCESS } from "./access-table.ts";
import { ADMIN } from "./http-server.ts";
import { CALLERS, type Scene, setScene } from "./people.ts";

const names = Object.keys(ROUTES) as RouteName[];

interface Documented {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, unknown> }>>;
}

it("the table has a row for every route and no other", () => {
  expect(Object.keys(ACCESS).toSorted()).toEqual(names.toSorted());
});

/** An answer is what its row says and nothing more: schemas are strict, so a column too many fails. */
const checkBody = (route: Route, status: number, body: unknown): void => {
  const schema = status in route.answers ? route.answers[status] : ErrorBody;
  if (schema === FILE) expect(body).not.toBe("");
  else if (schema !== undefined && isEventStream(schema)) v.parse(schema.events, body);
  else if (schema === null || schema === undefined) expect(body).toBe("");
  else v.parse(schema, body);
};

describe.each(RUNTIMES)("access on %s", (runtime) => {
  let server: ServerProcess;
  let scene: Scene;
  let publicScene: Scene;
  let documented: Documented;
  beforeAll(async () => {
    server = await ServerProcess.start({
      runtime,
      env: {
        RATE_LIMITS: "off",
        ADMIN_USERNAME: ADMIN.username,
        ADMIN_PASSWORD: ADMIN.password,
      },
    });
    scene = await setScene(server, "private");
    publicScene = await setScene(server, "public", "public-");
    documented = await scene.rest.ok<Documented>("GET", "/api/openapi.json");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(names)("of every kind of caller to %s", async (name) => {
    const route: Route = ROUTES[name];
    const { call, expected } = ACCESS[name];
    const { params = {}, query = "", body } = call(scene);
    let path: string = route.path;
    for (const [key, value] of Object.entries(params)) path = path.replace(`:${key}`, value);
    const item = documented.paths[route.path.replace(/:(\w+)/g, "{$1}")];
    const responses = item?.[route.method.toLowerCase()]?.responses ?? {};
    const got: Record<string, number> = {};
    for (const caller of CALLERS) {
      const token = scene.tokens[caller];
      const answer = await scene.rest.call(route.method, path + query, { token, body });
      got[caller] = answer.status;
      checkBody(route, answer.status, answer.body);
      expect(Object.keys(responses)).toContain(String(answer.status));
    }
    expect(got).toEqual(expected);
  });

  /** nobody, guest, stranger, member, moderator, owner, kicked, banned. */
  it.each([
    ["GET", "", undefined, [401, 403, 200, 200, 200, 200, 200, 403]],
    ["GET", "/messages", undefined, [401, 403, 403, 200, 200, 200, 403, 403]],
    ["GET", "/entries", undefined, [401, 403, 403, 200, 200, 200, 403, 403]],
    ["GET", "/members", undefined, [401, 403, 403, 200, 200, 200, 403, 403]],
    ["PUT", "/read", { seq: 0 }, [401, 403, 403, 200, 200, 200, 403, 403]],
    ["POST", "/messages", { content: "hello" }, [401, 403, 403, 201, 201, 201, 403, 403]],
    ["PATCH", "", {}, [401, 403, 403, 403, 200, 200, 403, 403]],
    ["POST", "/invites", {}, [401, 403, 403, 201, 201, 201, 403, 403]],
    // Last, for it lets those in who weren't: a kick bars nobody from a public room.
    ["POST", "/join", undefined, [401, 403, 200, 200, 200, 200, 200, 403]],
  ] as const)("to a public room: %s %s", async (method, path, body, expected) => {
    const { rest, room, tokens } = publicScene;
    const got: number[] = [];
    for (const caller of CALLERS.slice(0, expected.length)) {
      const options = { token: tokens[caller], body };
      got.push((await rest.call(method, `/api/rooms/${room.id}${path}`, options)).status);
    }
    expect(got).toEqual(expected);
  });

  it("never tells a private room from one that is not there", async () => {
    const { rest, room, tokens } = scene;
    const token = tokens.stranger;
    const there = await rest.call("GET", `/api/rooms/${room.id}`, { token });
    const not = await rest.call("GET", "/api/rooms/01900000-0000-7000-8000-000000000000", {
      token,
    });
    expect(there.body).toEqual(not.body);
  });
});
