import type { Component } from "vue";
import ConfirmDialog from "../../../ui/ConfirmDialog.vue";
import SideSheet from "../../../ui/SideSheet.vue";
import ResetForm from "../components/account/ResetForm.vue";
import JumpToDateDialog from "../components/dialogs/JumpToDateDialog.vue";
import ReportDialog from "../components/dialogs/ReportDialog.vue";
import EmojiPicker from "../components/emoji/EmojiPicker.vue";
import PictureViewer from "../components/files/PictureViewer.vue";
import InviteDialog from "../components/invites/InviteDialog.vue";
import MessageDetails from "../components/message/MessageDetails.vue";
import DeleteRoomDialog from "../components/room/DeleteRoomDialog.vue";
import RoomSettingsDialog from "../components/room/RoomSettingsDialog.vue";
import SessionEnded from "../components/SessionEnded.vue";
import SearchPanel from "../components/search/SearchPanel.vue";
import SettingsDialog, { type SettingsSection } from "../components/settings/SettingsDialog.vue";
import { FILES } from "./file-stories.ts";
import { HISTORY, ME, NOW, ROOMS } from "./fixtures.ts";

const [room] = ROOMS;
const secret = ROOMS.find(({ kind }) => kind === "private");
const message = HISTORY.get("r-platform")?.at(-1);
const [picture] = FILES;
const open = true;
const SETTINGS: readonly SettingsSection[] = [
  "appearance",
  "signals",
  "password",
  "sessions",
  "blocked",
  "delete",
];

/** What opens from a room or a message, each by itself: with what the app would give it. */
export const OPENED: Readonly<
  Record<string, { readonly component: Component; readonly props: Record<string, unknown> }>
> = {
  "room-settings": { component: RoomSettingsDialog, props: { open, room } },
  "room-delete": { component: DeleteRoomDialog, props: { open, room } },
  "invite-public": { component: InviteDialog, props: { open, room, me: ME.id } },
  "invite-private": { component: InviteDialog, props: { open, room: secret, me: ME.id } },
  "jump-to-date": { component: JumpToDateDialog, props: { open, createdAt: NOW - 1e10 } },
  report: { component: ReportDialog, props: { roomId: room?.id, message } },
  details: { component: MessageDetails, props: { open, message } },
  picture: {
    component: PictureViewer,
    props: { file: picture, pictures: FILES.slice(0, 2) },
  },
  confirm: {
    component: ConfirmDialog,
    props: {
      open,
      title: "Close platform?",
      description: "Everybody in it is told.",
      action: "Close the room",
      typed: { text: "platform", label: "Type “platform” to close it" },
      problem: "The server can't be reached right now.",
    },
  },
  "search-panel": { component: SearchPanel, props: {} },
  "reset-password": { component: ResetForm, props: { username: "maya" } },
  ...Object.fromEntries(
    SETTINGS.map((section) => [
      `settings-${section}`,
      { component: SettingsDialog, props: { open, user: ME, section } },
    ]),
  ),
  sheet: { component: SideSheet, props: { open, title: "Members" } },
  emoji: { component: EmojiPicker, props: {} },
  "session-ended": { component: SessionEnded, props: {} },
};
