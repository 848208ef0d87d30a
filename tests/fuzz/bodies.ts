import type { Route } from "../../src/protocol/rest/route.ts";
import { ROUTES } from "../../src/protocol/rest/routes.ts";
import { type Dice, pick } from "../harness/seeded.ts";
import { damage, type Json, mutate, oddValue } from "./mutations.ts";

/** Each of these costs a password hash: they get their share in tests/http. */
const COSTLY = /\/(register|login|password|reset|upgrade)$/;
/** These would end the caller's session, or the room that the others need. */
const FINAL = new Set(["logout", "deleteMe", "endSession", "leaveRoom", "deleteRoom"]);

const routes: readonly Route[] = Object.entries(ROUTES).flatMap(([name, route]) =>
  COSTLY.test(route.path) || FINAL.has(name) ? [] : [route],
);

/** A field of every body there is: what a route knows of it is mutated, the rest is unknown to it. */
const FIELDS: Readonly<Record<string, Json>> = {
  name: "a room",
  kind: "public",
  topic: "t",
  cid: "c",
  content: "hello",
  reply_to: 1,
  seq: 1,
  user_id: "0",
  max_uses: 1,
  expires_in: 60,
  display_name: "someone",
  muted: true,
  role: "member",
};

export interface FuzzedCall {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly contentType: string;
}

const someOf = (dice: Dice): Record<string, Json> =>
  Object.fromEntries(Object.entries(FIELDS).filter(() => dice() < 0.25));

const parameter = (dice: Dice, room: string): string => {
  const kind = dice();
  if (kind < 0.6) return room;
  const odd = oddValue(dice);
  const text = typeof odd === "string" ? odd.slice(0, 300) : JSON.stringify(odd).slice(0, 300);
  return encodeURIComponent(text.toWellFormed()) || "x";
};

const query = (dice: Dice): string => {
  const names = ["q", "before", "after", "around", "limit", "cursor", "room_id", "query", "from"];
  const pairs = names
    .filter(() => dice() < 0.25)
    .map(
      (name) =>
        `${name}=${pick(dice, ["1", "-1", "0", "50", "1e9", "%00", "%", "a*b", "%22", "é", "NEAR(", "x".repeat(300)])}`,
    );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

const bodyText = (dice: Dice): string => {
  const kind = dice();
  if (kind < 0.75) return JSON.stringify(mutate(dice, someOf(dice))) ?? "";
  if (kind < 0.85) return JSON.stringify(oddValue(dice));
  if (kind < 0.98) return damage(dice, JSON.stringify(someOf(dice)));
  return pick(dice, ["[".repeat(50_000), "x".repeat(65_000), "x".repeat(70_000)]);
};

const FORM = `--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\u0089PNG\r\n\u001a\n\r\n--b--\r\n`;

/** Of a form with a file, or something like it. */
const formText = (dice: Dice): string => {
  const kind = dice();
  if (kind < 0.2) return FORM;
  if (kind < 0.4) return FORM.slice(0, Math.floor(dice() * FORM.length));
  if (kind < 0.6)
    return FORM.replace("\r\n\r\n", `\r\n\r\n${"\r\n--".repeat(Math.floor(dice() * 20_000))}`);
  return damage(dice, FORM);
};

export const anyCall = (dice: Dice, room: string): FuzzedCall => {
  const route = pick(dice, routes);
  const path = route.path.replaceAll(/:\w+/g, () => parameter(dice, room)) + query(dice);
  if (route.file !== undefined && dice() < 0.8) {
    const form = "multipart/form-data; boundary=";
    const contentType = form + pick(dice, ["b", "b", "b", '"b"', "-", '"', "", "c; boundary=b"]);
    return { method: route.method, path, body: formText(dice), contentType };
  }
  const body = route.method === "GET" ? undefined : bodyText(dice);
  const contentType = dice() < 0.95 ? "application/json" : pick(dice, ["text/plain", "a/b", ";"]);
  return { method: route.method, path, body, contentType };
};
