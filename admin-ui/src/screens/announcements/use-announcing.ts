import type { CallArguments } from "../../../../src/client/rest-client.ts";
import type { AdminRoom } from "../../../../src/protocol/admin-entities.ts";
import type { Audience, KeptAnnouncement } from "../../../../src/protocol/announcements.ts";
import { useNotices } from "../../../../ui/stores/notices.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { useAct } from "../../composables/use-act.ts";
import { figures } from "../../i18n/formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useEnforcements } from "../../stores/enforcements.ts";

type Body = CallArguments<"announceInRoom">["body"];

/** Announces to an audience or a room, or changes what was announced; and says what came of it. */
export const useAnnouncing = (to: {
  readonly room: () => AdminRoom | undefined;
  readonly kept: () => KeptAnnouncement | undefined;
}) => {
  const { rest } = useAdminApi();
  const notices = useNotices();
  const enforcements = useEnforcements();

  const send = (body: Body, audience: Audience) => {
    const [room, kept] = [to.room(), to.kept()];
    if (kept) return rest.call("updateAnnouncement", { params: { id: kept.id }, body });
    if (room) return rest.call("announceInRoom", { params: { room_id: room.id }, body });
    return rest.call("announce", { body: { ...body, audience } });
  };
  return useAct(
    async (body: Body, audience: Audience) => {
      const { announcement, enforced } = await send(body, audience);
      if (announcement.state === "scheduled") {
        notices.say(t("announcements.scheduled", { time: figures.moment(announcement.starts_at) }));
        return;
      }
      const said = { enforced: enforcements.follow(enforced) };
      notices.say(t(to.kept() ? "announcements.changed" : "announcements.announced", said));
    },
    { action: () => t(to.kept() ? "announcements.editTitle" : "announcements.new") },
  );
};
