import { expect, it, vi } from "vitest";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { useNotices } from "../../../../ui/stores/notices.ts";
import { useReportDrafts } from "../../stores/report-drafts.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { ME } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import ReportDialog from "./ReportDialog.vue";

const message = {
  cid: "c",
  sender: ME,
  content: "buy",
  at: 0,
  reactions: [],
  seq: 7,
  server_id: "node-1",
};

it("keeps what was written when the server refuses, and reports once when it takes it", async () => {
  const chat = new FakeChat();
  const call = vi
    .spyOn(chat.rest, "call")
    .mockRejectedValueOnce(new ProtocolError("rate_limited", "slow down", { retryAfterMs: 7_000 }))
    .mockResolvedValue({} as never);
  const screen = await renderOnStage(ReportDialog, { roomId: "r1", message }, { chat });
  await screen.getByRole("radio", { name: "Insults or threats" }).click();
  await screen.getByLabelText("What they should know").fill("every day");
  await screen.getByRole("button", { name: "Report" }).click();
  await expect
    .element(screen.getByRole("alert"))
    .toHaveTextContent("That was a bit fast. Try again in 7 s.");
  await expect.element(screen.getByLabelText("What they should know")).toHaveValue("every day");
  await expect.element(screen.getByRole("radio", { name: "Insults or threats" })).toBeChecked();
  expect(screen.emitted("close")).toBeUndefined();

  await screen.getByRole("button", { name: "Report" }).click();
  await expect.poll(() => screen.emitted("close")).toHaveLength(1);
  const body = { room_id: "r1", seq: 7, reason: "Insults or threats: every day" };
  expect(call.mock.calls).toEqual([
    ["report", { body }],
    ["report", { body }],
  ]);
  expect(useNotices().list.map(({ text }) => text)).toEqual(["Thank you. It was reported."]);
});

it("cuts nothing of what is pasted, and says how much is too much", async () => {
  const chat = new FakeChat();
  const call = vi.spyOn(chat.rest, "call").mockResolvedValue({} as never);
  const screen = await renderOnStage(ReportDialog, { roomId: "r1", message }, { chat });
  const field = screen.getByLabelText("What they should know");
  // "Spam or advertising: " goes before it, and 500 is the most of all.
  await field.fill("x".repeat(482));
  await expect
    .element(screen.getByRole("alert"))
    .toHaveTextContent("At most 479 characters; that is 3 too many.");
  await screen.getByRole("button", { name: "Report" }).click();
  await expect.element(field).toHaveValue("x".repeat(482));
  expect(call).not.toHaveBeenCalled();
  await field.fill("🙂".repeat(479));
  await screen.getByRole("button", { name: "Report" }).click();
  const reason = `Spam or advertising: ${"🙂".repeat(479)}`;
  await expect
    .poll(() => call)
    .toHaveBeenCalledWith("report", { body: { room_id: "r1", seq: 7, reason } });
});

it("goes on where it was left, also when it went with its room, until it was sent", async () => {
  const chat = new FakeChat();
  vi.spyOn(chat.rest, "call").mockResolvedValue({} as never);
  const screen = await renderOnStage(ReportDialog, { roomId: "r1", message }, { chat });
  const field = screen.getByLabelText("What they should know");
  await field.fill("half a sentence");
  const drafts = useReportDrafts();
  expect(drafts.ofRoom("r1").map(({ text }) => text)).toEqual(["half a sentence"]);
  await screen.rerender({ message: { ...message, seq: 8 } });
  await expect.element(field).toHaveValue("");
  await screen.rerender({ message });
  await expect.element(field).toHaveValue("half a sentence");
  await screen.getByRole("button", { name: "Report" }).click();
  await expect.poll(() => screen.emitted("close")).toHaveLength(1);
  expect(drafts.ofRoom("r1")).toEqual([]);
});
