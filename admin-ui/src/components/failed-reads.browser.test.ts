import { expect, it } from "vitest";
import { h } from "vue";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import NoticeStack from "../../../ui/NoticeStack.vue";
import ReachNote from "../screens/announcements/ReachNote.vue";
import UserPicker from "../screens/bans/UserPicker.vue";
import RoomRules from "../screens/rooms/RoomRules.vue";
import UserHistory from "../screens/users/UserHistory.vue";
import UserSecondFactor from "../screens/users/UserSecondFactor.vue";
import { renderOnStage } from "../testing/admin-stage.ts";
import SecondFactorDialog from "./shell/SecondFactorDialog.vue";

const CASES = [
  {
    name: "the second factor",
    component: UserSecondFactor,
    props: { userId: "u1", name: "Maya" },
    answer: { totp: false },
    text: "No second factor",
  },
  {
    name: "the reach of an announcement",
    component: ReachNote,
    props: { audience: "all" },
    answer: { reach: { connections: 7 } },
    text: "Reaches 7 connections now",
  },
  {
    name: "the rules of a room",
    component: RoomRules,
    props: { room: { id: "room" } },
    answer: { rules: { slow_mode_s: 0, read_only: false, word_filter: [] } },
    text: "Read-only",
  },
];

it.each(CASES)("$name that can't be read says so, and is read on another try", async (one) => {
  let works = false;
  const screen = await renderOnStage(one.component, one.props, () => {
    if (works) return one.answer;
    throw new ProtocolError("internal", "It broke.");
  });
  const alert = screen.getByRole("alert");
  await expect.element(alert).toBeVisible();
  expect(alert.element().textContent).toContain("The server failed to do this.");
  works = true;
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.element(screen.getByText(one.text)).toBeVisible();
  await expect.element(alert).not.toBeInTheDocument();
});

it("says so where rows that stand there could not be read again", async () => {
  const row = { id: "r1", at: 0, actor: "a1", action: "ban.create", target: "u1" };
  let works = true;
  const screen = await renderOnStage(UserHistory, { userId: "u1", acts: 0 }, () => {
    if (works) return { audit: [row], users: [] };
    throw new ProtocolError("internal", "It broke.");
  });
  await expect.element(screen.getByText("ban.create")).toBeVisible();
  works = false;
  await screen.rerender({ acts: 1 });
  await expect.element(screen.getByRole("alert")).toBeVisible();
  await expect.element(screen.getByText("ban.create")).toBeVisible();
});

it("calls a second factor on that is, whatever else can't be read", async () => {
  const screen = await renderOnStage(
    { render: () => [h(SecondFactorDialog, { open: true }), h(NoticeStack)] },
    {},
    (call) => {
      if (call === "POST /api/admin/me/totp") return { secret: "ABC", uri: "otpauth://totp/x" };
      if (call.startsWith("GET ")) throw new ProtocolError("unavailable", "Away.");
      return {};
    },
  );
  await screen.getByRole("button", { name: "Set up an authenticator" }).click();
  await screen.getByLabelText("Code of your authenticator").fill("123456");
  await screen.getByRole("button", { name: "Turn on" }).click();
  await expect.element(screen.getByText("From now on signing in asks for a code.")).toBeVisible();
});

it("does not take a search that failed for one that found nobody", async () => {
  const user = { id: "u1", kind: "member", username: "maya", display_name: "Maya" };
  let works = false;
  const screen = await renderOnStage(UserPicker, { modelValue: "" }, () => {
    if (works) return { users: [user] };
    throw new ProtocolError("internal", "It broke.");
  });
  await screen.getByLabelText("User").fill("may");
  await expect.element(screen.getByRole("alert")).toBeVisible();
  works = true;
  await screen.getByRole("button", { name: "Try again" }).click();
  await expect.element(screen.getByText("@maya")).toBeVisible();
});
