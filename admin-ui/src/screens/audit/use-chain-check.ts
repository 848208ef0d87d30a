import { computed, onScopeDispose, readonly, ref, shallowRef } from "vue";
import { type AuditFinding, AuditVerifier } from "../../../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../../../src/protocol/audit/audit-row.ts";
import { readStored, writeStored } from "../../../../ui/logic/stored-choice.ts";
import { useAdminApi } from "../../api/admin-api.ts";
import { openExport } from "../../api/open-export.ts";
import { CHECKED_LOG_KEY, type CheckedLog, parseCheckedLog } from "../../logic/checked-log.ts";
import { type Failure, failureOf } from "../../logic/errors.ts";
import { jsonLines } from "../../logic/json-lines.ts";

/** What is shown of a row that is at fault. */
export type Whereabouts = Pick<AuditRow, "at" | "action" | "actor">;

export interface ChainVerdict {
  readonly rows: number;
  readonly at: number;
  readonly findings: readonly (AuditFinding & { readonly where?: Whereabouts | undefined })[];
  /** The last time that this browser found the log intact, and whether what stood there still does. */
  readonly before?: { readonly at: number; readonly continues: boolean } | undefined;
}

/** So long it may work at a stretch: the page goes on answering. */
const STRETCH_MS = 40;
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Reads the whole log, and computes every hash of it here: what the server says about it is not believed. */
export const useChainCheck = () => {
  const api = useAdminApi();
  const checked = ref(0);
  const total = ref<number>();
  const verdict = shallowRef<ChainVerdict>();
  const failure = shallowRef<Failure>();
  const running = shallowRef<AbortController>();

  const check = async (signal: AbortSignal): Promise<ChainVerdict> => {
    const before = parseCheckedLog(readStored(CHECKED_LOG_KEY));
    const { head } = await api.rest.call("audit", { query: { limit: 1 }, signal });
    total.value = head.rows;
    const response = await openExport(api, "auditExport", { order: "oldest" }, signal);
    const verifier = new AuditVerifier();
    const places = new Map<string, Whereabouts>();
    let continues = false;
    let rested = performance.now();
    for await (const rows of jsonLines<AuditRow>(response.body ?? new ReadableStream())) {
      for (const row of rows) {
        verifier.add(row);
        const { at, action, actor } = row;
        places.set(row.id, { at, action, actor });
        if (verifier.rows === before?.rows) continues = row.hash === before.hash;
        if (performance.now() - rested < STRETCH_MS) continue;
        checked.value = verifier.rows;
        await breath();
        rested = performance.now();
      }
      signal.throwIfAborted();
    }
    const findings = verifier.finish(head);
    const at = Date.now();
    const intact = findings.length === 0 && (before === undefined || continues);
    if (intact && head.rows > 0) keep({ ...head, at });
    return {
      rows: verifier.rows,
      at,
      findings: findings.map((found) => ({
        ...found,
        where: found.id === undefined ? undefined : places.get(found.id),
      })),
      before: before && { at: before.at, continues },
    };
  };
  const keep = (log: CheckedLog): void => writeStored(CHECKED_LOG_KEY, JSON.stringify(log));

  const stop = (): void => {
    running.value?.abort();
    running.value = undefined;
  };
  const run = async (): Promise<void> => {
    stop();
    const mine = new AbortController();
    running.value = mine;
    checked.value = 0;
    total.value = undefined;
    failure.value = undefined;
    verdict.value = undefined;
    try {
      verdict.value = await check(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) failure.value = failureOf(error);
    } finally {
      if (running.value === mine) running.value = undefined;
    }
  };
  onScopeDispose(stop);

  return {
    checked: readonly(checked),
    total: readonly(total),
    verdict: computed(() => verdict.value),
    failure: computed(() => failure.value),
    running: computed(() => running.value !== undefined),
    run,
    stop,
  };
};
