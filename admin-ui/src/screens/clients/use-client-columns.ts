import { computed, ref } from "vue";
import { readStored, writeStored } from "../../../../ui/logic/stored-choice.ts";
import type { TableColumn } from "../../../../ui/table/table-types.ts";
import { t } from "../../i18n/i18n.ts";

const KEY = "crosstalk.admin.clients-hidden";
const NUMBER = { align: "end", sortable: true, firstSort: "descending" } as const;

/** The columns of the list of connections; which of them are shown is this browser's choice. */
export const useClientColumns = () => {
  const all: readonly TableColumn[] = [
    { id: "user", label: t("clients.user"), sortable: true },
    { id: "ip", label: t("clients.ip"), sortable: true },
    { id: "agent", label: t("clients.agent"), from: "pane-3" },
    { id: "server", label: t("clients.server"), sortable: true, from: "pane-2" },
    { id: "rooms", label: t("clients.rooms"), ...NUMBER, from: "pane-2", width: "5rem" },
    { id: "in", label: t("clients.framesIn"), ...NUMBER, from: "pane-3", width: "5rem" },
    { id: "out", label: t("clients.framesOut"), ...NUMBER, from: "pane-3", width: "5rem" },
    { id: "buffered", label: t("clients.buffered"), ...NUMBER, from: "pane-2", width: "6.5rem" },
    {
      id: "connected",
      label: t("clients.connected"),
      sortable: true,
      from: "pane-2",
      width: "9rem",
    },
  ];
  const hidden = ref(new Set((readStored(KEY) ?? "").split(" ").filter(Boolean)));
  // Without a name a row is nothing.
  const shown = computed(() => all.filter(({ id }) => id === "user" || !hidden.value.has(id)));
  const toggle = (id: string): void => {
    const next = new Set(hidden.value);
    if (!next.delete(id)) next.add(id);
    hidden.value = next;
    writeStored(KEY, [...next].join(" "));
  };
  return { all: all.filter(({ id }) => id !== "user"), hidden, shown, toggle };
};
