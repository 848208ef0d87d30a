import type { Ban } from "../../../../src/protocol/admin-entities.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { t } from "../../i18n/i18n.ts";

type Barred = Pick<Ban, "id" | "user_id" | "ip">;

/** Lifts one ban or mute. What is said of it (`lifted`) would be wrong where another of the kind is on the same target. */
export const useLiftBan = () => {
  const { rest } = useAdminApi();

  /** How many others of the kind still stand; undefined where that can't be read. */
  const remaining = async (
    { user_id, ip }: Barred,
    kind: "ban" | "mute",
  ): Promise<number | undefined> => {
    const target = user_id === undefined ? { ip: ip ?? "" } : { user_id };
    try {
      const { standing } = (await rest.call("previewBan", { body: target })).preview;
      return (kind === "mute" ? standing?.mutes : standing?.bans) ?? 0;
    } catch {
      // It is lifted all the same: only what is said of it is less.
      return undefined;
    }
  };

  return async (
    ban: Barred,
    { kind, target, lifted }: { kind: "ban" | "mute"; target: string; lifted: string },
  ): Promise<string> => {
    await rest.call("liftBan", { params: { id: ban.id } });
    const n = await remaining(ban, kind);
    if (n === undefined) return t("bans.liftedAlone", { target });
    return n === 0
      ? lifted
      : t(kind === "mute" ? "bans.remainMutes" : "bans.remain", { target, n });
  };
};
