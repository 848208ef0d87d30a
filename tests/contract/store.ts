import type { Store } from "../../src/ports/store/store.ts";
import { casesOn, type TargetCase } from "./contract.ts";
import type { NamedCase } from "./on-runtimes.ts";
import { accountCases } from "./store-account-cases.ts";
import { adminCases } from "./store-admin-cases.ts";
import { attachmentCases } from "./store-attachment-cases.ts";
import { auditCases } from "./store-audit-cases.ts";
import { banCases } from "./store-ban-cases.ts";
import { changeCases } from "./store-change-cases.ts";
import { historyCases } from "./store-history-cases.ts";
import { inviteCases } from "./store-invite-cases.ts";
import { logCases } from "./store-log-cases.ts";
import { memberCases } from "./store-member-cases.ts";
import { moderationCases } from "./store-moderation-cases.ts";
import { retentionCases } from "./store-retention-cases.ts";
import { roomCases } from "./store-room-cases.ts";
import { roomListCases } from "./store-room-list-cases.ts";
import { searchCases } from "./store-search-cases.ts";
import { sessionCases } from "./store-session-cases.ts";
import { statsCases } from "./store-stats-cases.ts";
import { userListCases } from "./store-user-list-cases.ts";

/** A store on an empty database of its own. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes it and opens the same database again. */
  reopen(): Promise<Store>;
  /** Closes whatever is open, and removes the database. */
  close(): Promise<void>;
}

export type ContractCase = TargetCase<OpenedStore>;

/** What every adapter of the store port must do, on every runtime: src/ports/store. */
export const storeContract = (open: () => Promise<OpenedStore>): readonly NamedCase[] =>
  casesOn(open, [
    ...accountCases,
    ...adminCases,
    ...sessionCases,
    ...roomCases,
    ...roomListCases,
    ...userListCases,
    ...memberCases,
    ...inviteCases,
    ...banCases,
    ...moderationCases,
    ...auditCases,
    ...logCases,
    ...changeCases,
    ...historyCases,
    ...searchCases,
    ...retentionCases,
    ...attachmentCases,
    ...statsCases,
  ]);
