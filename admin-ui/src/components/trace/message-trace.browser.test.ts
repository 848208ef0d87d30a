import { expect, it } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import type { Trace } from "../../../../src/protocol/traces.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import MessageTrace from "./MessageTrace.vue";

const SILENT = "No answer from b in 5 s.";
const TRACE: Trace = {
  at: 1_000,
  from_server_id: "a",
  to_server_id: "b",
  total_us: 900,
  steps: [{ name: "send", server_id: "a", offset_us: 0, duration_us: 900 }],
};

it("goes on with the pair that was chosen when one of it comes back", async () => {
  const screen = await renderOnStage(MessageTrace, { servers: ["a", "b", "c"] });
  const [from, to] = [screen.getByLabelText("From"), screen.getByLabelText("To")];
  await to.selectOptions("c");
  await screen.rerender({ servers: ["a", "b"] });
  await expect.element(to).toHaveValue("b");
  await screen.rerender({ servers: ["b", "c"] });
  await expect.element(from).toHaveValue("b");
  await screen.rerender({ servers: ["a", "b", "c"] });
  await expect.element(from).toHaveValue("a");
  await expect.element(to).toHaveValue("c");
});

it("shows no older message's way under one that did not arrive", async () => {
  let arrives = true;
  const screen = await renderOnStage(MessageTrace, { servers: ["a", "b"] }, () => {
    if (arrives) return { trace: TRACE };
    throw new ProtocolError("unavailable", SILENT);
  });
  const send = screen.getByRole("button", { name: "Send one now" });
  await send.click();
  await expect.element(screen.getByRole("listitem")).toBeVisible();
  arrives = false;
  await send.click();
  await expect.element(screen.getByRole("alert")).toBeVisible();
  expect(screen.getByRole("listitem").elements()).toEqual([]);
  arrives = true;
  await send.click();
  await expect.element(screen.getByRole("listitem")).toBeVisible();
});

it("asks for one message at a time, so that none is shown where there was none", async () => {
  const arrival = Promise.withResolvers<unknown>();
  const screen = await renderOnStage(MessageTrace, { servers: ["a", "b"] }, (call) =>
    call.startsWith("POST ") ? arrival.promise : { trace: null },
  );
  const slowest = screen.getByRole("button", { name: "Slowest of the last minute" });
  await screen.getByRole("button", { name: "Send one now" }).click();
  await expect.element(slowest).toBeDisabled();
  arrival.resolve({ trace: TRACE });
  await expect.element(screen.getByRole("listitem")).toBeVisible();
  await slowest.click();
  await expect.element(screen.getByText("No message was sent in the last minute.")).toBeVisible();
  expect(screen.getByRole("listitem").elements()).toEqual([]);
});
