import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Enforcement } from "../../../src/protocol/enforcement.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { onStage } from "../testing/admin-stage.ts";
import { useEnforcements } from "./enforcements.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const PATH = "GET /api/admin/enforcements/";
const trying = (id: string): Enforcement => ({
  id,
  server_id: "node-1",
  action: "ban.create",
  target: id,
  state: "trying",
  started_at: 0,
  confirmed: 1,
  servers: 2,
  pending: ["node-2"],
  attempts: 1,
  ms: 5,
});

const stage = () => {
  const known = new Map<string, Enforcement>();
  const asked: string[] = [];
  const { made: store } = onStage((call) => {
    const id = call.slice(PATH.length);
    asked.push(id);
    const enforcement = known.get(id);
    if (enforcement === undefined) throw new ProtocolError("not_found", "No such enforcement.");
    return { enforcement };
  }, useEnforcements);
  const begin = async (id: string): Promise<void> => {
    known.set(id, trying(id));
    store.follow({ confirmed: 1, servers: 2, ms: 5, id, pending: ["node-2"] });
    await vi.advanceTimersByTimeAsync(100);
  };
  const shown = (): string => store.list.map(({ id }) => id).join("");
  return { known, asked, store, begin, shown };
};

it("keeps each in its place while they are asked for again and again", async () => {
  const { store, begin, shown } = stage();
  for (const id of ["a", "b", "c"]) await begin(id);
  for (let poll = 0; poll < 5; poll += 1) {
    for (let part = 0; part < 10; part += 1) {
      expect(shown()).toBe("abc");
      await vi.advanceTimersByTimeAsync(100);
    }
  }
  for (const { id } of store.list) store.dismiss(id);
});

it("shows the newest five, and those before them once there is room", async () => {
  const { store, begin, shown } = stage();
  for (const id of ["a", "b", "c", "d", "e", "f"]) await begin(id);
  for (let part = 0; part < 20; part += 1) {
    expect(shown()).toBe("bcdef");
    await vi.advanceTimersByTimeAsync(100);
  }
  store.dismiss("c");
  expect(shown()).toBe("abdef");
  for (const id of ["a", "b", "d", "e", "f"]) store.dismiss(id);
});

it("gives up what nobody knows of any more: the server that tried has ended", async () => {
  const { known, asked, store, begin } = stage();
  await begin("a");
  known.clear();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(store.list).toMatchObject([{ id: "a", state: "trying" }]);
  await vi.advanceTimersByTimeAsync(13_000);
  expect(store.list).toMatchObject([{ id: "a", state: "given_up", abandoned: true }]);
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.length).toBe(before);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(store.list).toEqual([]);
});

it("goes on with what only was not found for a moment", async () => {
  const { known, store, begin } = stage();
  await begin("a");
  known.clear();
  await vi.advanceTimersByTimeAsync(15_000);
  known.set("a", trying("a"));
  await vi.advanceTimersByTimeAsync(2_000);
  known.clear();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(store.list).toMatchObject([{ id: "a", state: "trying" }]);
  store.dismiss("a");
});
