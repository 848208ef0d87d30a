import { defineStore } from "pinia";
import { shallowReactive } from "vue";

interface ReportDraft {
  readonly key: string;
  readonly roomId: string;
  readonly text: string;
}

/** Reports that nobody finished are seldom many. */
const KEPT = 20;

/** What somebody began to say in a report, by message: a dialog that closes by itself takes nothing along. */
export const useReportDrafts = defineStore("report-drafts", () => {
  const byKey = shallowReactive(new Map<string, ReportDraft>());

  const keyOf = (roomId: string, seq: number | undefined): string => `${roomId}/${seq}`;
  const set = (roomId: string, seq: number | undefined, text: string): void => {
    const key = keyOf(roomId, seq);
    byKey.delete(key);
    if (text.trim() === "") return;
    byKey.set(key, { key, roomId, text });
    const [oldest] = byKey.keys();
    if (byKey.size > KEPT && oldest !== undefined) byKey.delete(oldest);
  };

  return {
    get: (roomId: string, seq: number | undefined): string =>
      byKey.get(keyOf(roomId, seq))?.text ?? "",
    set,
    all: (): ReportDraft[] => [...byKey.values()],
    ofRoom: (roomId: string): ReportDraft[] =>
      [...byKey.values()].filter((draft) => draft.roomId === roomId),
    forget: (key: string): void => void byKey.delete(key),
  };
});
