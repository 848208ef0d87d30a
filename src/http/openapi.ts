import type * as v from "valibot";
import { ACTIONS } from "../protocol/actions.ts";
import { CLOSE, ERROR_STATUS, type ErrorCode } from "../protocol/errors.ts";
import { ServerEvent } from "../protocol/events.ts";
import { LIMITS } from "../protocol/limits.ts";
import { type EventStream, FILE, isEventStream, type Route } from "../protocol/rest/route.ts";
import { ROUTES } from "../protocol/rest/routes.ts";
import { componentSchemas, inputSchema, type JsonSchema, outputSchema } from "./openapi-schemas.ts";

const PARAMETER = /:(\w+)/g;
const TAGS: readonly (readonly [prefix: string, tag: string])[] = [
  ["/api/admin/", "Admin"],
  ["/api/auth/", "Accounts"],
  ["/api/users/", "Users"],
  ["/api/rooms/:room_id/messages", "Messages"],
  ["/api/rooms/:room_id/entries", "Messages"],
  ["/api/rooms/:room_id/reactions", "Messages"],
  ["/api/rooms/:room_id/read", "Messages"],
  ["/api/search", "Messages"],
  ["/api/uploads", "Messages"],
  ["/api/attachments/", "Messages"],
  ["/api/reports", "Messages"],
  ["/api/rooms", "Rooms"],
  ["/api/invites", "Rooms"],
];

const tagOf = (path: string): string =>
  TAGS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "Service";

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

const asObject = (schema: v.GenericSchema): ObjectSchema => {
  const { properties = {}, required = [] } = inputSchema(schema);
  return { properties, required } as ObjectSchema;
};

const WHOLE_NUMBER = "^\\d{1,16}$";
/** Query strings are text to the validator; to a caller they are numbers. */
const parameterSchema = (name: string, schema: JsonSchema): JsonSchema => {
  if (schema["pattern"] !== WHOLE_NUMBER) return schema;
  const { default: standard } = schema;
  return {
    type: "integer",
    ...(name === "limit" ? { minimum: 1, maximum: LIMITS.pageMax } : { minimum: 0 }),
    ...(standard === undefined ? {} : { default: Number(standard) }),
  };
};

const parameters = (route: Route) => {
  const list: JsonSchema[] = [];
  for (const [place, schema] of [
    ["path", route.params],
    ["query", route.query],
  ] as const) {
    if (schema === undefined) continue;
    const { properties, required } = asObject(schema);
    for (const [name, property] of Object.entries(properties)) {
      list.push({
        name,
        in: place,
        required: place === "path" || required.includes(name),
        schema: parameterSchema(name, property),
      });
    }
  }
  return list;
};

const errorsOf = (route: Route): ReadonlySet<ErrorCode> => {
  const codes = new Set<ErrorCode>(["bad_request", ...(route.errors ?? [])]);
  if (route.access.caller !== "anyone") codes.add("unauthenticated");
  // Banned addresses, and origins that are not allowed, are refused where nobody needs to sign in.
  if (route.limit !== "none") codes.add("forbidden").add("rate_limited");
  if (route.params !== undefined) codes.add("not_found");
  if (route.method !== "GET") codes.add("too_large");
  return codes.add("unavailable").add("internal");
};

/** OpenAPI 3.1 says of bytes that they are of any type, and has no words for what each event of a stream holds. */
const contentOf = (answer: v.GenericSchema | typeof FILE | EventStream): JsonSchema => {
  if (answer === FILE) return { "*/*": {} };
  if (!isEventStream(answer)) return { "application/json": { schema: outputSchema(answer) } };
  const data = outputSchema(answer.events);
  return { "text/event-stream": { schema: { type: "string" }, "x-event-data": data } };
};

const requestBody = (route: Route): JsonSchema => {
  if (route.file !== undefined) {
    const file = { type: "string", contentMediaType: "application/octet-stream" };
    const schema = {
      type: "object",
      required: [route.file],
      properties: { [route.file]: file },
      additionalProperties: false,
    };
    return { requestBody: { required: true, content: { "multipart/form-data": { schema } } } };
  }
  if (route.body === undefined) return {};
  const required = asObject(route.body).required.length > 0;
  const content = { "application/json": { schema: inputSchema(route.body) } };
  return { requestBody: { required, content } };
};

const responses = (route: Route): JsonSchema => {
  const answers = Object.entries(route.answers).map(([status, schema]) => [
    status,
    schema === null
      ? { description: "Done; no body" }
      : { description: route.summary, content: contentOf(schema) },
  ]);
  const errors = Array.from(errorsOf(route))
    .filter((code) => !(ERROR_STATUS[code] in route.answers))
    .map((code) => [ERROR_STATUS[code], { $ref: `#/components/responses/${code}` }]);
  return Object.fromEntries([...answers, ...errors]);
};

const security = (route: Route): JsonSchema[] => {
  const { caller } = route.access;
  if (caller === "admin" || caller === "moderator") return [{ admin_token: [] }];
  if (caller !== "anyone") return [{ access_token: [] }];
  if (route.path === ROUTES.refresh.path) return [{ refresh_cookie: [] }];
  return route.path === ROUTES.adminRefresh.path ? [{ admin_refresh_cookie: [] }] : [];
};

const operation = (name: string, route: Route): JsonSchema => ({
  operationId: name,
  summary: route.summary,
  tags: [tagOf(route.path)],
  security: security(route),
  parameters: parameters(route),
  ...requestBody(route),
  responses: responses(route),
  "x-access": route.access,
});

const paths = (): JsonSchema => {
  const table: Record<string, Record<string, JsonSchema>> = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const path = route.path.replace(PARAMETER, "{$1}");
    table[path] = { ...table[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return table;
};

const errorResponses = (): JsonSchema =>
  Object.fromEntries(
    Object.keys(ERROR_STATUS).map((code) => [
      code,
      {
        description: `Error \`${code}\``,
        ...(code === "rate_limited"
          ? { headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds" } } }
          : {}),
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    ]),
  );

const eventName = (event: (typeof ServerEvent.options)[number]): string =>
  event.entries.event.literal;

/** OpenAPI has no words for sockets; what goes over ours is said in the same schemas. */
const webSocket = (): JsonSchema => ({
  path: "/api/ws",
  subprotocol: "crosstalk.v1",
  description:
    "A client sends one JSON object a frame; the server sends one JSON array of events a frame. The first action is authenticate.",
  actions: Object.fromEntries(
    Object.entries(ACTIONS).map(([name, action]) => [name, inputSchema(action.frame)]),
  ),
  events: Object.fromEntries(
    ServerEvent.options.map((event) => [eventName(event), outputSchema(event)]),
  ),
  closeCodes: CLOSE,
});

const cookie = (name: string): JsonSchema => ({ type: "apiKey", in: "cookie", name });

/** The document of everything the server answers, made from the table of routes. */
export const openApiDocument = (): JsonSchema => ({
  openapi: "3.1.0",
  info: {
    title: "Crosstalk",
    version: "1",
    description:
      "Field names are snake_case; times are integer milliseconds since the epoch, UTC; unknown fields are refused. A path that exists is `not_found`, with an Allow header, under another method.",
    license: { name: "MIT", identifier: "MIT" },
  },
  servers: [{ url: "/" }],
  paths: paths(),
  components: {
    schemas: componentSchemas(),
    responses: errorResponses(),
    securitySchemes: {
      access_token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      admin_token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      refresh_cookie: cookie("crosstalk_refresh"),
      admin_refresh_cookie: cookie("crosstalk_admin_refresh"),
    },
  },
  "x-websocket": webSocket(),
});
