import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES, type RouteName } from "../../src/protocol/rest/routes.ts";
import { ACCESS } from "./access-table.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { CALLERS, type Scene, setScene } from "./people.ts";

let server: HttpServer;
let scene: Scene;
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
