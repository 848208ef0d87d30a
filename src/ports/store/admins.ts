import type { UserRole } from "../../protocol/primitives.ts";
import type { UserRecord } from "./accounts.ts";

/** A second factor (RFC 6238). */
export interface TotpRecord {
  /** In base 32. */
  readonly secret: string;
  /** Its owner has shown that they have it. */
  readonly confirmed: boolean;
  /** Of the last code that was taken; 0 before. */
  readonly lastStep: number;
}

/** Who may do what, and by which second factor they come in. */
export interface AdminStore {
  anyAdmin(): Promise<boolean>;
  /** Only where there is no admin, also by two at once. */
  createFirstAdmin(admin: UserRecord): Promise<"created" | "taken" | "exists">;
  /**
   * The user as it is now; undefined when there is none or it is deleted. `last_admin`, and nothing is changed,
   * where no admin would be left who is neither disabled nor banned at `now`, also by two who take the role from
   * each other at once, or one the role and the other the way in.
   */
  setStanding(
    id: string,
    standing: { readonly role?: UserRole; readonly disabled?: boolean },
    now: number,
  ): Promise<UserRecord | "last_admin" | undefined>;

  totp(userId: string): Promise<TotpRecord | undefined>;
  /** In place of one that was never confirmed; false where one was. */
  enrolTotp(userId: string, secret: string): Promise<boolean>;
  /** Confirms the secret by a code of that step. False for another secret, and where that step or a later one was taken. */
  takeTotpStep(userId: string, secret: string, step: number): Promise<boolean>;
  removeTotp(userId: string): Promise<void>;
}
