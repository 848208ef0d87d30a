import { describe, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { ME } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import ChatDialogs from "./ChatDialogs.vue";
import DiscoverDialog from "./DiscoverDialog.vue";

const stage = async (refusal?: ProtocolError) => {
  const chat = new FakeChat();
  if (refusal) vi.spyOn(chat, "join").mockRejectedValue(refusal);
  const screen = await renderOnStage(DiscoverDialog, { open: true }, { chat });
  const field = screen.getByLabelText("Name of a room");
  const enter = async (text: string): Promise<void> => {
    await field.fill(text);
    await userEvent.keyboard("{Enter}");
  };
  return { screen, field, enter, alert: screen.getByRole("alert") };
};

describe("what is no room that one may join", () => {
  it.each([
    [
      new ProtocolError("not_found", "No such room."),
      "No room that is open to you is called “nonsense”. A private one needs an invite.",
    ],
    [
      new ProtocolError("forbidden", "You are in 1,000 rooms already."),
      "You are in 1,000 rooms already.",
    ],
    [
      new ProtocolError("bad_request", "The request is not valid.", {
        issues: [{ path: "name", message: "must be at most 64 characters" }],
      }),
      "Must be at most 64 characters.",
    ],
  ])("is said beside the name, which stays: %s", async (refusal, said) => {
    const { field, enter, alert } = await stage(refusal);
    await enter("nonsense");
    await expect.element(alert).toHaveTextContent(said);
    await expect.element(field).toHaveValue("nonsense");
    // Of another name nothing is known yet.
    await field.fill("nonsens");
    await expect.element(alert).not.toBeInTheDocument();
  });

  it("is a link to another server", async () => {
    const link = `https://chat.elsewhere.net/invite/${"0".repeat(32)}`;
    const { screen, field, enter, alert } = await stage();
    await enter(link);
    await expect
      .element(alert)
      .toHaveTextContent(
        "This link leads to chat.elsewhere.net, not here. Open it in the browser's address bar.",
      );
    await expect.element(field).toHaveValue(link);
    expect(screen.emitted("follow")).toBeUndefined();
  });
});

it("follows links of its own: to invites, rooms and messages", async () => {
  const { screen, enter } = await stage();
  for (const path of ["/invite/abc", "/r/018f-room", "/r/018f-room/17"]) {
    await enter(location.origin + path);
    expect(screen.emitted<[string]>("follow")?.at(-1)).toEqual([path]);
  }
});

it("goes on with what was typed into the switcher", async () => {
  const screen = await renderOnStage(ChatDialogs, {
    name: "switcher",
    user: ME,
    roomId: undefined,
  });
  await screen.getByRole("combobox").fill("qqq");
  await screen.getByRole("button", { name: "Find a room" }).click();
  await screen.rerender({ name: "discover" });
  await expect.element(screen.getByLabelText("Name of a room")).toHaveValue("qqq");
});

it("makes a room by the name that none was found by", async () => {
  const screen = await renderOnStage(ChatDialogs, {
    name: "discover",
    user: ME,
    roomId: undefined,
  });
  await screen.getByLabelText("Name of a room").fill(" qqq ");
  await screen.getByRole("button", { name: "Create a room" }).click();
  await screen.rerender({ name: "create" });
  await expect.element(screen.getByLabelText("Name", { exact: true })).toHaveValue("qqq");
  // Of no other room.
  await screen.rerender({ name: undefined });
  await screen.rerender({ name: "create" });
  await expect.element(screen.getByLabelText("Name", { exact: true })).toHaveValue("");
});
