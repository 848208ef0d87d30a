import { type RenderResult, render } from "vitest-browser-vue";
import { type Component, createApp, type EffectScope, effectScope, type Plugin } from "vue";
import { createMemoryHistory } from "vue-router";
import { AdminSession } from "../../../src/client/admin-session.ts";
import { RestClient } from "../../../src/client/rest-client.ts";
import { systemClock } from "../../../src/client/system.ts";
import { ERROR_STATUS, ProtocolError } from "../../../src/protocol/errors.ts";
import { adminPlugin } from "../create-app.ts";
import { createAdminRouter } from "../router.ts";

/** What answers a call, `GET /api/admin/users` and its query: a body, or a `ProtocolError` that is thrown. */
export type Answering = (call: string, query: URLSearchParams) => unknown;

/** Its body is there in the same tick, so that a test whose clock stands still has it. */
const answer = (body: unknown, status = 200): Response => {
  const text = JSON.stringify(body);
  return Object.assign(new Response(null, { status }), { text: async () => text });
};
const response = async (answering: Answering, call: string, url: URL): Promise<Response> => {
  try {
    return answer(await answering(call, url.searchParams));
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const { code, message } = error;
    return answer({ error: { code, message } }, ERROR_STATUS[code]);
  }
};

/** What the dashboard gives its components, on the real client, with `answering` in place of a server. */
const stagePlugin = (answering: Answering): Plugin => {
  const rest = new RestClient({
    url: "http://stage.example",
    fetch: async (input, init) => {
      const url = new URL(String(input));
      return response(answering, `${init?.method ?? "GET"} ${url.pathname}`, url);
    },
  });
  const api = { rest, session: new AdminSession(rest, systemClock) };
  return adminPlugin(api, createAdminRouter(createMemoryHistory("/admin/")));
};

export const renderOnStage = (
  component: Component,
  props: Readonly<Record<string, unknown>>,
  answering: Answering = () => ({}),
): Promise<RenderResult<object>> =>
  render(component, { props, global: { plugins: [stagePlugin(answering)] } });

/** For stores and composables, which live in no component: what `set` returns, until `scope` is stopped. */
export const onStage = <T>(
  answering: Answering,
  set: () => T,
): { readonly made: T; readonly scope: EffectScope } => {
  const app = createApp({}).use(stagePlugin(answering));
  const scope = effectScope();
  const made = app.runWithContext(() => scope.run(set));
  if (made === undefined) throw new Error("nothing was set");
  return { made, scope };
};
