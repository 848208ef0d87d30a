import { expect, test } from "vitest";
import { integer, pick, seed, seededDice } from "../../tests/harness/seeded.ts";
import type { Client } from "../protocol/admin-entities.ts";
import type { ClientSort } from "../protocol/rest/admin-clients.ts";
import { ConnectionOrder } from "./connection-order.ts";

const SORTS: readonly ClientSort[] = [
  "connected",
  "user",
  "ip",
  "server",
  "rooms",
  "in",
  "out",
  "buffered",
];
const NAMES = [
  "Anna",
  "anna",
  "Äbc",
  "Straße",
  "STRASSE",
  "two words",
  "line\nbreak",
  "ﷺ".repeat(64),
];
const ADDRESSES = ["10.0.0.9", "10.0.0.10", "9.9.9.9", "2001:db8::2", "2001:db8::10", "unix"];

const client = (id: string, of: Partial<Client>): Client => ({
  connection_id: id,
  user: { id: `u${id}`, kind: "guest", display_name: "Anna", role: "user", created_at: 0 },
  ip: "10.0.0.1",
  user_agent: "test",
  server_id: "s",
  connected_at: 0,
  rooms: 0,
  buffered_bytes: 0,
  ...of,
});

/** What one server answers, whose connections are in the order in which they came. */
const answer = (
  clients: readonly Client[],
  filter: ConstructorParameters<typeof ConnectionOrder>[0],
): Client[] => {
  const order = new ConnectionOrder(filter);
  return order.first(clients, filter.limit, order.isOfArrival);
};

const idsOf = (clients: readonly Client[]): string[] =>
  clients.map(({ connection_id }) => connection_id);

test(`all pages together show each connection of all servers once, in any order (seed ${seed})`, () => {
  const dice = seededDice(seed);
  const servers = [0, 1, 2].map((place) => {
    const ids = Array.from({ length: 40 }, () =>
      String(integer(dice, 0, 9_999_999)).padStart(7, "0"),
    );
    return ids.sort().map((id) => {
      const user = { ...client(id, {}).user, display_name: pick(dice, NAMES) };
      return client(`${id}-${place}`, {
        user,
        ip: pick(dice, ADDRESSES),
        server_id: `s${place}`,
        rooms: integer(dice, 0, 3),
        buffered_bytes: pick(dice, [0, 0, 5, 1_000_000]),
        ...(dice() < 0.5
          ? { frames_in_per_s: integer(dice, 0, 9) / 5, frames_out_per_s: 0.2 }
          : {}),
      });
    });
  });
  const all = idsOf(servers.flat()).sort();
  for (const sort of SORTS) {
    const orders = [false, true].map((descending) => {
      const limit = integer(dice, 1, 30);
      const shown: Client[] = [];
      let cursor: string | undefined;
      do {
        const filter = { order: { sort, descending }, cursor, limit: limit + 1 };
        const order = new ConnectionOrder(filter);
        const found = order.first(
          servers.flatMap((clients) => answer(clients, filter)),
          limit + 1,
        );
        const page = found.slice(0, limit);
        shown.push(...page);
        const last = page.at(-1);
        cursor = found.length > limit && last !== undefined ? order.cursorAfter(last) : undefined;
        expect(cursor?.length ?? 0).toBeLessThanOrEqual(256);
      } while (cursor !== undefined);
      return idsOf(shown);
    });
    expect(orders[0]?.toSorted(), sort).toEqual(all);
    expect(orders[1], sort).toEqual(orders[0]?.toReversed());
  }
});

test("names are sorted as they fold, addresses as numbers, those of IPv4 first", () => {
  const sorted = (sort: ClientSort, clients: readonly Client[]): string[] =>
    idsOf(answer(clients, { order: { sort, descending: false }, limit: 99 }));
  const named = (id: string, display_name: string): Client =>
    client(id, { user: { ...client(id, {}).user, display_name } });
  expect(
    sorted("user", [named("1", "b"), named("2", "STRASSE"), named("3", "A"), named("4", "straße")]),
  ).toEqual(["3", "1", "2", "4"]);
  const from = (id: string, ip: string): Client => client(id, { ip });
  expect(
    sorted("ip", [
      from("1", "2001:db8::10"),
      from("2", "10.0.0.10"),
      from("3", "2001:db8::2"),
      from("4", "10.0.0.9"),
      from("5", "9.0.0.255"),
    ]),
  ).toEqual(["5", "4", "2", "3", "1"]);
});

test("one that comes or goes between two pages shifts no other", () => {
  const of = (id: string, rooms: number): Client => client(id, { rooms });
  const before = [of("1", 3), of("2", 1), of("3", 2), of("4", 2)];
  const order = { sort: "rooms", descending: true } as const;
  const first = answer(before, { order, limit: 2 });
  expect(idsOf(first)).toEqual(["1", "4"]);
  const after = [of("2", 1), of("3", 2), of("5", 9)];
  const cursor = new ConnectionOrder({ order, limit: 2 }).cursorAfter(first[1] ?? of("", 0));
  expect(idsOf(answer(after, { order, cursor, limit: 2 }))).toEqual(["3", "2"]);
});

test("a cursor of another order, or of none, breaks nothing", () => {
  for (const sort of SORTS) {
    for (const cursor of ["1 anna", "1", " ", "", "1 NaN", "1 1e999"]) {
      const found = answer([client("1", {}), client("2", {})], {
        order: { sort, descending: true },
        cursor,
        limit: 9,
      });
      expect(found.length).toBeLessThanOrEqual(2);
    }
  }
});
