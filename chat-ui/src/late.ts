import { type Component, defineAsyncComponent } from "vue";
import { loadLateMessages } from "./i18n/i18n.ts";

/** Long enough for the first room to be there. */
const AFTER_MS = 3_000;

const loads: (() => Promise<unknown>)[] = [];

/** Loads a part, and beside it what only late parts say. */
export const withMessages =
  <T>(part: () => Promise<T>) =>
  async (): Promise<T> => {
    const [loaded] = await Promise.all([part(), loadLateMessages()]);
    return loaded;
  };

const late = <T extends Component>(part: () => Promise<{ default: T }>): T => {
  const load = withMessages(part);
  loads.push(load);
  return defineAsyncComponent<T>(load);
};

/*
 * The components that the first view does without. Each is loaded when it is first shown, and before that once the
 * page has come to rest: then it is there when it is asked for, also without a connection.
 */
export const AnnouncementBanner = late(() => import("../../ui/AnnouncementBanner.vue"));
export const CompletionList = late(() => import("./components/conversation/CompletionList.vue"));
export const ComposerContext = late(() => import("./components/conversation/ComposerContext.vue"));
export const ConfirmDialog = late(() => import("../../ui/ConfirmDialog.vue"));
export const CreateRoomDialog = late(() => import("./components/dialogs/CreateRoomDialog.vue"));
export const DeleteRoomDialog = late(() => import("./components/room/DeleteRoomDialog.vue"));
export const DirectDialog = late(() => import("./components/dialogs/DirectDialog.vue"));
export const DiscoverDialog = late(() => import("./components/dialogs/DiscoverDialog.vue"));
export const DropHint = late(() => import("./components/files/DropHint.vue"));
export const EphemeralCountdown = late(
  () => import("./components/conversation/EphemeralCountdown.vue"),
);
export const EmojiPicker = late(() => import("./components/emoji/EmojiPicker.vue"));
export const FarewellAlert = late(() => import("./components/FarewellAlert.vue"));
export const FileTray = late(() => import("./components/files/FileTray.vue"));
export const HelpDialog = late(() => import("./components/dialogs/HelpDialog.vue"));
export const HitBar = late(() => import("./components/search/HitBar.vue"));
export const InviteDialog = late(() => import("./components/invites/InviteDialog.vue"));
export const JumpToDateDialog = late(() => import("./components/dialogs/JumpToDateDialog.vue"));
export const JumpPill = late(() => import("./components/conversation/JumpPill.vue"));
export const LiveAnnouncer = late(() => import("./components/conversation/LiveAnnouncer.vue"));
export const MembersPanel = late(() => import("./components/members/MembersPanel.vue"));
export const MessageDetails = late(() => import("./components/message/MessageDetails.vue"));
export const PictureViewer = late(() => import("./components/files/PictureViewer.vue"));
export const RefusedBar = late(() => import("./components/conversation/RefusedBar.vue"));
export const ReportDialog = late(() => import("./components/dialogs/ReportDialog.vue"));
export const RoomGate = late(() => import("./components/conversation/RoomGate.vue"));
export const RoomOver = late(() => import("./components/conversation/RoomOver.vue"));
export const RoomSettingsDialog = late(() => import("./components/room/RoomSettingsDialog.vue"));
export const SearchPanel = late(() => import("./components/search/SearchPanel.vue"));
export const SessionEnded = late(() => import("./components/SessionEnded.vue"));
export const SettingsDialog = late(() => import("./components/settings/SettingsDialog.vue"));
export const SideSheet = late(() => import("../../ui/SideSheet.vue"));
export const SignOutDialog = late(() => import("./components/account/SignOutDialog.vue"));
export const StagedFileCard = late(() => import("./components/files/StagedFileCard.vue"));
export const UnreadPill = late(() => import("./components/conversation/UnreadPill.vue"));
export const UpgradeDialog = late(() => import("./components/account/UpgradeDialog.vue"));

/** The page is there: what it may need next is loaded as soon as it has nothing else to do. */
export const loadLateComponents = (): void => {
  // One after the other: all at once would keep the page from anything else.
  const loadAll = async (): Promise<void> => {
    for (const load of loads) await load().catch(() => undefined);
  };
  setTimeout(() => {
    // Safari has no requestIdleCallback.
    if ("requestIdleCallback" in globalThis) requestIdleCallback(() => void loadAll());
    else void loadAll();
  }, AFTER_MS);
};
