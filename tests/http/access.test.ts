import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES, type RouteName } from "../../src/protocol/rest/routes.ts";
import { ACCESS } from "./access-table.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { CALLERS, type Scene, setScene } from "./people.ts";

let server: HttpServer;
let scene: Scene;
let publicScene: Scene | undefined;
beforeAll(async () => {
  server = await startHttpServer();
  scene = await setScene(server, "private");
});
afterAll(() => server[Symbol.asyncDispose]());

const names = Object.keys(ROUTES) as RouteName[];

describe("access", () => {
  it.each(names)("of every kind of caller to %s", async (name) => {
    const route = ROUTES[name];
    const { call, expected } = ACCESS[name];
    const { params = {}, query = "", body } = call(scene);
    let path: string = route.path;
    for (const [key, value] of Object.entries(params)) path = path.replace(`:${key}`, value);
    const got: Record<string, number> = {};
    for (const caller of CALLERS) {
      const token = scene.tokens[caller];
      const { status } = await scene.rest.call(route.method, path + query, { token, body });
      got[caller] = status;
    }
    expect(got).toEqual(expected);
  });

  /** nobody, guest, stranger, member, moderator, owner, kicked, banned: of a public room. */
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
    publicScene ??= await setScene(server, "public", "public-");
    const { rest, room, tokens } = publicScene;
    const got: number[] = [];
    for (const caller of CALLERS.slice(0, expected.length)) {
      const options = { token: tokens[caller], body };
      got.push((await rest.call(method, `/api/rooms/${room.id}${path}`, options)).status);
    }
    expect(got).toEqual(expected);
  });

  it("has a row for every route and no other", () => {
    expect(Object.keys(ACCESS).toSorted()).toEqual(names.toSorted());
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
