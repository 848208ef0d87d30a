import { expect } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { Router } from "vue-router";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { LIMITS } from "../../../src/protocol/limits.ts";
import type { User } from "../../../src/protocol/users.ts";
import type { SettingsSection } from "../components/settings/SettingsDialog.vue";
import { t } from "../i18n/i18n.ts";
import type { FakeChat } from "./fake-chat.ts";
import { GUEST } from "./fixtures.ts";
import { foreign, foreignUser } from "./foreign-world.ts";

/** An app that stands open, and how one moves about in it. */
export interface Visit {
  readonly chat: FakeChat;
  readonly router: Router;
}
type Way = (visit: Visit) => Promise<void>;

export interface Scene {
  readonly path?: string;
  readonly user?: User;
  readonly anonymous?: boolean;
  readonly before?: (chat: FakeChat) => void;
  go?(visit: Visit): Promise<void>;
  /** A text that is there once all of it is. */
  readonly shows: () => string;
}
type Role = "button" | "menuitem" | "tab" | "article";
const click = (label: string, role: Role = "button"): Promise<void> =>
  page.getByRole(role, { name: label, exact: true }).first().click();

const PLATFORM = foreign("r-platform");
const LAST_SAID = foreign("Shipping it.");
const roomPath = (id: string): string => `/r/${foreign(id)}`;
const isThere = (text: string): Promise<void> => expect.element(page.getByText(text)).toBeVisible();
const inRoom = (shows: Scene["shows"], go?: Way): Scene => ({
  path: `/r/${PLATFORM}`,
  shows,
  ...(go && { go: (visit) => isThere(LAST_SAID).then(() => go(visit)) }),
});
const myMenu = (): Promise<void> =>
  page.getByRole("button", { name: t("app.myMenu"), exact: false }).click();
const asGuest = (entry: () => string, shows: Scene["shows"]): Scene => ({
  user: foreignUser(GUEST),
  shows,
  go: async () => {
    await myMenu();
    await click(entry(), "menuitem");
  },
});
const ofRoomMenu = (entry: () => string, shows: Scene["shows"]): Scene =>
  inRoom(shows, async () => {
    await click(t("rooms.menu"));
    await click(entry(), "menuitem");
  });
const settings = (tab: SettingsSection, shows: Scene["shows"]): Scene => ({
  shows,
  go: async () => {
    await myMenu();
    await click(t("userMenu.settings"), "menuitem");
    await click(t(`settings.${tab}`), "tab");
  },
});
const onLast = async (action: string): Promise<void> => {
  const message = page.getByRole("article").last();
  await message.hover();
  await message.getByRole("button", { name: action, exact: true }).click();
};
const ofMessage = (entry: () => string, shows: Scene["shows"]): Scene =>
  inRoom(shows, async () => {
    await onLast(t("message.more"));
    await click(entry(), "menuitem");
  });
const searching = (text: string, shows: Scene["shows"]): Scene =>
  inRoom(shows, async () => {
    await click(t("search.inRoom"));
    await page.getByRole("combobox").fill(text);
  });
const refusing =
  (name: string, error: Error) =>
  (chat: FakeChat): void => {
    const { call } = chat.rest;
    Object.assign(chat.rest, {
      call: (asked: string, args: never) =>
        asked === name ? Promise.reject(error) : call(asked as never, args),
    });
  };

/** The screens of the app, its dialogs, and what it says when something goes wrong. */
export const SCENES: Readonly<Record<string, Scene>> = {
  home: { shows: () => t("rooms.find") },
  "a room": inRoom(() => LAST_SAID),
  "a direct room": { path: roomPath("r-ana"), shows: () => t("conversation.beginsDirect") },
  "an ephemeral room": {
    path: roomPath("r-standup"),
    shows: () => t("conversation.beginsEphemeral"),
  },
  "an empty room": { path: roomPath("r-empty"), shows: () => t("conversation.beginsPrivate") },
  "a guest's list": { user: foreignUser(GUEST), shows: () => t("rooms.find") },
  "sign in": { anonymous: true, shows: () => t("account.forgot") },
  register: {
    anonymous: true,
    go: () => click(t("account.registerTab"), "tab"),
    shows: () => t("account.usernameHint"),
  },
  "come in as a guest": {
    anonymous: true,
    go: () => click(t("account.guestTab"), "tab"),
    shows: () => t("account.guestAbout"),
  },
  "reset a password": {
    anonymous: true,
    go: () => click(t("account.forgot")),
    shows: () => t("account.resetAbout"),
  },
  "fields that say what is wrong": {
    anonymous: true,
    go: async () => {
      await click(t("account.registerTab"), "tab");
      await click(t("account.register"));
    },
    shows: () => t("errors.missing"),
  },
  "offline, with what waits": inRoom(
    () => t("sync.waitsOffline"),
    async ({ chat }) => {
      const retryAt = Date.now() + 12_000;
      chat.setState({ status: "waiting", attempt: 2, retryAt, reason: "lost" });
      chat.hold({ room_id: PLATFORM, content: "ω", state: "queued" });
    },
  ),
  "a refused message": inRoom(
    () => t("message.retry"),
    async ({ chat }) => {
      const refused = { code: "forbidden", message: "you were muted in this room" } as const;
      chat.hold({ room_id: PLATFORM, content: "ω", state: "refused", refused });
    },
  ),
  "people who type": inRoom(
    () => foreign("Jonas"),
    async ({ chat }) => {
      chat.typist(PLATFORM, 1);
      chat.typist(PLATFORM, 2);
    },
  ),
  "a session that ended": inRoom(
    () => t("app.sessionEnded"),
    async ({ chat }) => chat.setState({ status: "closed", attempt: 0, reason: "unauthenticated" }),
  ),
  "an announcement": inRoom(
    () => "ωωω",
    async ({ chat }) => {
      chat.emit("announcement", { event: "announcement", id: "1", text: "ωωω", level: "critical" });
    },
  ),
  "put out of a room": inRoom(
    () => t("rooms.farewell-kicked", { name: foreign("platform") }),
    async ({ chat }) => {
      chat.emit("room_removed", { event: "room_removed", room_id: PLATFORM, reason: "kicked" });
    },
  ),
  "a message that is too long": inRoom(
    () => t("composer.tooLong", { n: 10 }),
    () =>
      page
        .getByRole("textbox")
        .last()
        .fill("ω".repeat(LIMITS.content + 10)),
  ),
  "a reply": inRoom(
    () => t("conversation.replyTo", { name: foreign("Ana Sørensen") }),
    () => onLast(t("message.reply")),
  ),
  "an edit": inRoom(
    () => t("conversation.editMessage"),
    async () => {
      await page.getByRole("textbox").last().click();
      await userEvent.keyboard("{ArrowUp}");
    },
  ),
  switcher: {
    go: () => page.getByTitle(t("switcher.title")).click(),
    shows: () => t("switcher.keys"),
  },
  "find a room": { go: () => click(t("rooms.find")), shows: () => foreign("lobby") },
  "join a room that there is not": {
    go: async () => {
      await click(t("rooms.find"));
      await page.getByLabelText(t("roomForms.nameOf")).fill("ωωω");
      await userEvent.keyboard("{Enter}");
    },
    shows: () => t("roomForms.noSuchName", { name: "ωωω" }),
  },
  "a new room": { go: () => click(t("rooms.new")), shows: () => t("roomForms.ephemeralAbout") },
  "a new direct message": {
    go: async () => {
      await click(t("people.newDirect"));
      await page.getByLabelText(t("people.nameOf")).fill(foreign("pri"));
    },
    shows: () => foreign("Priya Raman"),
  },
  help: {
    go: async () => {
      await myMenu();
      await click(t("userMenu.keyboard"), "menuitem");
    },
    shows: () => t("help.onMessage"),
  },
  "my menu": { go: myMenu, shows: () => t("app.signOut") },
  "keep a guest": asGuest(
    () => t("app.upgrade"),
    () => t("account.passwordHint", { n: LIMITS.passwordMin }),
  ),
  "sign out": asGuest(
    () => t("app.signOut"),
    () => t("account.signOutGuest"),
  ),
  "settings: profile": settings("profile", () => t("settings.displayNameAbout")),
  "settings: appearance": settings("appearance", () => t("settings.density-compact")),
  "settings: notifications": settings("signals", () => t("settings.soundsAbout")),
  "settings: password": settings("password", () => t("account.passwordAbout")),
  "settings: sessions": settings("sessions", () => t("settings.unknownDevice")),
  "settings: blocked people": settings("blocked", () => foreign("Tom Kowalski")),
  "settings: delete account": settings("delete", () => t("account.deleteAbout")),
  "the room's menu": inRoom(
    () => t("rooms.delete"),
    () => click(t("rooms.menu")),
  ),
  "name and topic": ofRoomMenu(
    () => t("rooms.nameAndTopic"),
    () => t("roomForms.topicAbout"),
  ),
  "invite people": ofRoomMenu(
    () => t("rooms.invite"),
    () => t("invites.usesLeft", { n: 4 }),
  ),
  "leave a room": ofRoomMenu(
    () => t("rooms.leave"),
    () => t("rooms.leaveOther"),
  ),
  "delete a room": ofRoomMenu(
    () => t("rooms.delete"),
    () => t("roomForms.deleteAction"),
  ),
  "jump to a day": ofRoomMenu(
    () => t("jump.title"),
    () => t("jump.beginning"),
  ),
  "a message's menu": inRoom(
    () => t("message.copyText"),
    () => onLast(t("message.more")),
  ),
  "a message's details": ofMessage(
    () => t("message.details"),
    () => t("messageDetails.title"),
  ),
  "report a message": ofMessage(
    () => t("message.report"),
    () => t("report.title"),
  ),
  "delete a message": ofMessage(
    () => t("common.delete"),
    () => t("message.deleteWarning"),
  ),
  emoji: inRoom(
    () => "😀",
    () => click(t("conversation.insertEmoji")),
  ),
  search: searching("", () => t("search.help")),
  "a person to search from": searching(`from:${foreign("ana")}`, () => foreign("Ana")),
  "a day that is none": searching("before:ω x", () => "before:ω"),
  "nothing found": searching("ωωωω", () => t("search.nothing")),
  "what was found": searching(foreign("ship"), () => t("search.noMore")),
  "an invite": { path: "/invite/kQ3vZ8", shows: () => t("invites.youAreInvited") },
  "an invite that is spent": {
    path: "/invite/kQ3vZ8",
    before: refusing("inviteCard", new ProtocolError("gone", "")),
    shows: () => t("invites.gone"),
  },
  "no invite": { path: "/invite/%20", shows: () => t("invites.unknown") },
  "a room that is not open": {
    path: "/r/nowhere",
    before: refusing("room", new ProtocolError("not_found", "")),
    shows: () => t("roomForms.notOpen"),
  },
  "a room that can't be loaded": {
    path: roomPath("r-long"),
    before: (chat) => {
      Object.assign(chat, { history: () => Promise.reject(new ProtocolError("unavailable", "")) });
    },
    shows: () => t("conversation.loadFailed"),
  },
};
