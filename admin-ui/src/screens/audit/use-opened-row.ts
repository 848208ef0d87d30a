import { computed } from "vue";
import type { AuditRow } from "../../../../src/protocol/audit/audit-row.ts";
import type { FoundUser } from "../../../../src/protocol/users.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { useQuery } from "../../composables/use-query.ts";
import { useUrlChanges, useUrlQuery } from "../../composables/use-url-query.ts";
import { isTime } from "../../logic/address-time.ts";

/** More rows than this have no moment in common. */
const MOST_AT_ONCE = 100;

/**
 * The row that is looked into, which the address names: one of `rows`, the page that is shown (undefined until it is
 * read), or read by itself, so that a reload and another admin open it too, on whichever page it is by then.
 */
export const useOpenedRow = (
  rows: () => readonly AuditRow[] | undefined,
  learn: (users: readonly FoundUser[]) => void,
) => {
  const { rest } = useAdminApi();
  const id = useUrlQuery<string>("row", "");
  /** When it was written. */
  const at = useUrlQuery<string>("row_at", "", isTime);
  const change = useUrlChanges();

  const onPage = computed(() => rows()?.find((row) => row.id === id.value));
  const alone = useQuery(
    () => ({ id: id.value, at: at.value }),
    async (wanted, signal) => {
      const query = { from: wanted.at, to: wanted.at, limit: MOST_AT_ONCE };
      const page = await rest.call("audit", { query, signal });
      learn(page.users);
      return { row: page.audit.find((row) => row.id === wanted.id) };
    },
    {
      enabled: () => at.value !== "" && rows() !== undefined && onPage.value === undefined,
      forgetOnChange: true,
    },
  );
  const opened = computed(() => {
    const read = alone.data.value?.row;
    return onPage.value ?? (read?.id === id.value ? read : undefined);
  });
  /** It is named, and not to be had. */
  const missing = computed(() => {
    const unread = at.value !== "" && alone.data.value === undefined;
    return id.value !== "" && rows() !== undefined && opened.value === undefined && !unread;
  });

  return {
    opened,
    missing,
    alone,
    open: (row: Pick<AuditRow, "id" | "at">): void =>
      change({ row: row.id, row_at: String(row.at) }),
    close: (): void => change({ row: undefined, row_at: undefined }),
  };
};
