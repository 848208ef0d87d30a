import { defineStore } from "pinia";
import { useChat } from "./chat-port.ts";
import { useDrafts } from "./drafts.ts";
import { useSession } from "./session.ts";
import { useUnreadMarks } from "./unread-marks.ts";

/** What one does to one's own account, and to what this browser keeps of it. */
export const useAccount = defineStore("account", () => {
  const chat = useChat();
  const session = useSession();
  const drafts = useDrafts();
  const unreadMarks = useUnreadMarks();

  /**
   * Empties what the app keeps of the account in this browser: it is nobody else's business, nor the next
   * account's to send. The client empties its own (outbox, cursors) at `logout`.
   */
  const forgetLocally = (): void => {
    drafts.forgetAll();
    unreadMarks.forgetAll();
  };
  const signOut = async (): Promise<void> => {
    forgetLocally();
    await session.logout();
  };
  const deleteAccount = (password: string): Promise<void> =>
    session.leave(async () => {
      await chat.rest.call("deleteMe", { body: { password } });
      forgetLocally();
      // The server ended the session with the account; the other tabs would take it for one that was lost.
      await session.endEverywhere();
    }, "/sign-in?after=deleted");
  const changePassword = async (current: string, next: string): Promise<void> => {
    await chat.rest.call("changePassword", {
      body: { current_password: current, new_password: next },
    });
  };
  /** With a code that an admin made: one signs in with the new password afterwards. */
  const resetPassword = async (username: string, code: string, next: string): Promise<void> => {
    await chat.rest.call("resetPassword", { body: { username, code, new_password: next } });
  };

  return { signOut, deleteAccount, changePassword, resetPassword };
});
