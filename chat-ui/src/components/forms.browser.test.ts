import { expect, it, vi } from "vitest";
import type { Component } from "vue";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { GUEST, ME, ROOMS } from "../stories/fixtures.ts";
import { renderOnStage } from "../stories/render-on-stage.ts";
import ResetForm from "./account/ResetForm.vue";
import SignInForm from "./account/SignInForm.vue";
import UpgradeDialog from "./account/UpgradeDialog.vue";
import CreateRoomDialog from "./dialogs/CreateRoomDialog.vue";
import RoomSettingsDialog from "./room/RoomSettingsDialog.vue";
import PasswordSection from "./settings/PasswordSection.vue";
import ProfileSection from "./settings/ProfileSection.vue";

type Values = Readonly<Record<string, string>>;
interface Form {
  readonly name: string;
  readonly component: Component;
  readonly props: Readonly<Record<string, unknown>>;
  readonly action: string;
  /** What the server is given, by the labels of the fields. */
  readonly good: Values;
  /** What it need not be asked about, and what is said of it. */
  readonly bad: Values;
  readonly said: string;
  /** Takes the place of what goes to the server. */
  readonly catchCalls: (chat: FakeChat, call: () => Promise<never>) => void;
}

const byRest: Form["catchCalls"] = (chat, call) => {
  vi.spyOn(chat.rest, "call").mockImplementation(call);
};
const bySession =
  (method: "login" | "register" | "guest" | "upgrade"): Form["catchCalls"] =>
  (chat, call) => {
    vi.spyOn(chat.session, method).mockImplementation(call);
  };
const [ROOM] = ROOMS;

const FORMS: readonly Form[] = [
  {
    name: "sign in",
    component: SignInForm,
    props: { entrance: "sign-in", username: "" },
    action: "Sign in",
    good: { Username: "ana", Password: "correct horse" },
    bad: { Username: "ana", Password: "" },
    said: "Fill this in.",
    catchCalls: bySession("login"),
  },
  {
    name: "register",
    component: SignInForm,
    props: { entrance: "register", username: "" },
    action: "Create account",
    good: { Username: "ana", "Display name (optional)": "Ana", Password: "correct horse" },
    bad: { Username: "ana & ben" },
    said: "3 to 32 of a–z, 0–9, _ . -",
    catchCalls: bySession("register"),
  },
  {
    name: "come in as a guest",
    component: SignInForm,
    props: { entrance: "guest", username: "" },
    action: "Continue as guest",
    good: { "Nickname (optional)": "Zed" },
    bad: { "Nickname (optional)": "Zed the seventeenth" },
    said: "At most 16 characters; that is 3 too many.",
    catchCalls: bySession("guest"),
  },
  {
    name: "reset the password",
    component: ResetForm,
    props: { username: "ana" },
    action: "Set the password",
    good: { Code: "abc", "New password": "correct horse" },
    bad: { Code: "abc", "New password": "short" },
    said: "At least 8 characters.",
    catchCalls: byRest,
  },
  {
    name: "upgrade",
    component: UpgradeDialog,
    props: { user: GUEST, open: true },
    action: "Create account",
    good: { Username: "zed", Password: "correct horse" },
    bad: { Username: "ze", Password: "correct horse" },
    said: "At least 3 characters.",
    catchCalls: bySession("upgrade"),
  },
  {
    name: "create a room",
    component: CreateRoomDialog,
    props: { guest: false, open: true },
    action: "Create room",
    good: { Name: "planning", "Topic (optional)": "what comes next" },
    bad: { Name: "   " },
    said: "Fill this in.",
    catchCalls: (chat, call) => {
      vi.spyOn(chat, "createRoom").mockImplementation(call);
    },
  },
  {
    name: "name and topic",
    component: RoomSettingsDialog,
    props: { room: ROOM, open: true },
    action: "Save",
    good: { Name: "renamed", Topic: "another" },
    bad: { Name: "n".repeat(65) },
    said: "At most 64 characters; that is 1 too many.",
    catchCalls: byRest,
  },
  {
    name: "profile",
    component: ProfileSection,
    props: { user: ME },
    action: "Save",
    good: { "Display name": "Maya L." },
    bad: { "Display name": "M".repeat(66) },
    said: "At most 64 characters; that is 2 too many.",
    catchCalls: (chat, call) => {
      vi.spyOn(chat, "rename").mockImplementation(call);
    },
  },
  {
    name: "password",
    component: PasswordSection,
    props: {},
    action: "Change the password",
    good: { "Current password": "correct horse", "New password": "battery staple" },
    bad: { "Current password": "correct horse", "New password": "1234567" },
    said: "At least 8 characters.",
    catchCalls: byRest,
  },
];

it.each(FORMS)(
  "$name: says what is wrong, asks the server once, and keeps what was typed",
  async (form) => {
    const chat = new FakeChat();
    let refuse: (error: Error) => void = () => undefined;
    const call = vi.fn(
      () =>
        new Promise<never>((_resolve, reject) => {
          refuse = reject;
        }),
    );
    form.catchCalls(chat, call);
    const screen = await renderOnStage(form.component, form.props, { chat });
    // Where a form has the name of one of its fields, the field comes after it.
    const field = (label: string) => screen.getByLabelText(label, { exact: true }).last();
    const fill = async (values: Values): Promise<void> => {
      for (const [label, value] of Object.entries(values)) {
        await field(label).fill(value);
      }
    };
    const action = screen.getByRole("button", { name: form.action, exact: true });

    await fill(form.bad);
    await action.click();
    await expect.element(screen.getByRole("alert").first()).toHaveTextContent(form.said);
    expect(call).not.toHaveBeenCalled();

    await fill(form.good);
    await action.click();
    await action.click();
    expect(call).toHaveBeenCalledOnce();
    refuse(new ProtocolError("unavailable", "away"));
    await expect
      .element(screen.getByRole("alert"))
      .toHaveTextContent("The server can't be reached right now.");
    for (const [label, value] of Object.entries(form.good)) {
      await expect.element(field(label)).toHaveValue(value);
    }
    // And again, once it is back.
    await action.click();
    expect(call).toHaveBeenCalledTimes(2);
  },
);
