import { computed, ref, shallowRef } from "vue";
import type { Invite, RoomSummary } from "../../../src/protocol/rooms.ts";
import { errorText } from "../logic/errors.ts";
import { useChat } from "../stores/chat-port.ts";

const PAGE = 100;

/**
 * The live links of a room. All of them are told to owners and moderators only; others see those that
 * they made since the dialog was opened.
 */
export const useInvites = (room: () => RoomSummary, me: string) => {
  const chat = useChat();
  const invites = shallowRef<readonly Invite[]>([]);
  const problem = ref<string>();
  const loaded = ref(false);
  const leads = computed(() => room().my_role === "owner" || room().my_role === "moderator");

  const load = async (): Promise<void> => {
    if (leads.value) {
      try {
        const answer = await chat.rest.call("invites", {
          params: { room_id: room().id },
          query: { limit: PAGE },
        });
        // Those that were made while the list was on its way are not in it.
        const told = new Set(answer.invites.map(({ code }) => code));
        const made = invites.value.filter(({ code }) => !told.has(code));
        invites.value = [...made, ...answer.invites].sort((a, b) => b.created_at - a.created_at);
      } catch (error) {
        problem.value = errorText(error);
      }
    }
    loaded.value = true;
  };
  const create = async (expiresInS: number, maxUses: number | undefined): Promise<Invite> => {
    const { code, expires_at } = await chat.rest.call("createInvite", {
      params: { room_id: room().id },
      body: { expires_in: expiresInS, ...(maxUses !== undefined && { max_uses: maxUses }) },
    });
    const made: Invite = {
      code,
      created_by: me,
      created_at: chat.serverNow(),
      expires_at,
      ...(maxUses !== undefined && { uses_left: maxUses }),
    };
    // The list may have told of it before.
    invites.value = [made, ...invites.value.filter((invite) => invite.code !== code)];
    return made;
  };
  const revoke = async (code: string): Promise<void> => {
    problem.value = undefined;
    try {
      await chat.rest.call("revokeInvite", { params: { room_id: room().id, code } });
      invites.value = invites.value.filter((invite) => invite.code !== code);
    } catch (error) {
      problem.value = errorText(error);
    }
  };
  void load();

  return { invites, problem, loaded, leads, create, revoke };
};
