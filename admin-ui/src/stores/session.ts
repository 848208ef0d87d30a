import { defineStore } from "pinia";
import { readonly, ref, shallowRef } from "vue";
import type { CallArguments } from "../../../src/client/rest-client.ts";
import { isRetryable, ProtocolError } from "../../../src/protocol/errors.ts";
import type { adminAccessRoutes } from "../../../src/protocol/rest/admin-access.ts";
import type { RouteAnswer } from "../../../src/protocol/rest/route.ts";
import { readStored, removeStored, writeStored } from "../../../ui/logic/stored-choice.ts";
import { useAdminApi } from "../api/admin-api.ts";

/** Who is signed in, and as what. */
export type Me = RouteAnswer<typeof adminAccessRoutes.adminMe>;

/**
 * restoring: asking for the session of the cookie · unreachable: that failed · anonymous · signed-in ·
 * ended: was signed in, and the server no longer says so; what is on the page stays
 */
export type SessionStatus = "restoring" | "unreachable" | "anonymous" | "signed-in" | "ended";

const RETRY_MS = 4_000;
/** Who signed out while the server could not be told does not come back by a reload: it is told first. */
const SIGNED_OUT_KEY = "crosstalk.admin.signed-out";

const unlessUnreachable = (error: unknown): void => {
  if (error instanceof ProtocolError && isRetryable(error.code)) throw error;
};

export const useSession = defineStore("session", () => {
  const { rest, session } = useAdminApi();
  const status = ref<SessionStatus>("restoring");
  const me = shallowRef<Me>();
  /** Counts sign-ins: what was refused while nobody was signed in is read again. */
  const signIns = ref(0);
  let retry: ReturnType<typeof setTimeout> | undefined;

  session.on("ended", () => {
    if (status.value === "signed-in") status.value = "ended";
  });

  const enter = async (): Promise<void> => {
    const who = await rest.call("adminMe", {});
    // Nothing of one account may be left on the page for another.
    if (me.value !== undefined && me.value.user.id !== who.user.id) location.reload();
    removeStored(SIGNED_OUT_KEY);
    me.value = who;
    status.value = "signed-in";
    signIns.value += 1;
  };
  /** What it says of the account that is signed in has changed; with no role any more it is over. */
  const readMe = async (): Promise<void> => {
    try {
      me.value = await rest.call("adminMe", {});
    } catch (error) {
      const isOver = error instanceof ProtocolError && error.code === "forbidden";
      if (isOver && status.value === "signed-in") status.value = "ended";
      else throw error;
    }
  };
  /** A second factor of one's own was set up, or taken away. */
  const learnTotp = (totp: boolean): void => {
    if (me.value) me.value = { ...me.value, totp };
  };
  const restore = async (): Promise<void> => {
    clearTimeout(retry);
    if (status.value !== "unreachable") status.value = "restoring";
    try {
      if (readStored(SIGNED_OUT_KEY) !== null) {
        await session.logout().catch(unlessUnreachable);
        removeStored(SIGNED_OUT_KEY);
      }
      if (await session.resume()) await enter();
      else status.value = "anonymous";
    } catch (error) {
      if (error instanceof ProtocolError && !isRetryable(error.code)) {
        status.value = "anonymous";
        return;
      }
      status.value = "unreachable";
      retry = setTimeout(() => void restore(), RETRY_MS);
    }
  };
  const login = async (credentials: CallArguments<"adminLogin">["body"]): Promise<void> => {
    await session.login(credentials);
    await enter();
  };
  const createFirstAdmin = async (request: CallArguments<"bootstrap">["body"]): Promise<void> => {
    await session.createFirstAdmin(request);
    await enter();
  };
  /** A fresh page follows: nothing of the account may stay in memory, or be seen until the server has answered. */
  const logout = async (): Promise<void> => {
    writeStored(SIGNED_OUT_KEY, "yes");
    status.value = "restoring";
    me.value = undefined;
    await session.logout().then(
      () => removeStored(SIGNED_OUT_KEY),
      () => undefined,
    );
    location.assign("/admin/");
  };

  return {
    status: readonly(status),
    me: readonly(me),
    signIns: readonly(signIns),
    readMe,
    learnTotp,
    restore,
    login,
    createFirstAdmin,
    logout,
  };
});
