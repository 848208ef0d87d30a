import { base64url } from "jose";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { ANONYMOUS, type AuditLog, failedResult } from "../moderation/audit-log.ts";
import type { Accounts } from "./accounts.ts";
import type { Device, Sessions, SignedIn } from "./sessions.ts";
import type { TokenKeys } from "./token-keys.ts";

export interface BootstrapDeps {
  readonly key: TokenKeys["bootstrap"];
  readonly store: Pick<AccountStore, "anyAdmin">;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
}

const SAID = new TextEncoder().encode("first admin");
const TOKEN = /^[\w-]{43}$/;

/**
 * The way in for the first admin. The token follows from JWT_SECRET, so that it is the same on every server and
 * kept on none; it is good for as long as there is no admin, and so once.
 */
export class Bootstrap {
  readonly #deps: BootstrapDeps;
  readonly #listeners: (() => void)[] = [];

  constructor(deps: BootstrapDeps) {
    this.#deps = deps;
  }

  /** Undefined once there is an admin. */
  async token(): Promise<string | undefined> {
    if (await this.#deps.store.anyAdmin()) return undefined;
    const mac = await crypto.subtle.sign("HMAC", this.#deps.key, SAID);
    return base64url.encode(new Uint8Array(mac));
  }

  /** When the token has been used here. */
  onUsed(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Throws `forbidden` for a wrong token, `gone` when there is an admin, `conflict` when the name is taken. */
  async createAdmin(
    request: { readonly token: string; readonly username: string; readonly password: string },
    device: Device,
  ): Promise<SignedIn> {
    const { accounts, sessions, audit } = this.#deps;
    if (!(await this.#isGenuine(request.token))) {
      throw new ProtocolError("forbidden", "The link is not valid here.");
    }
    const said = { actor: ANONYMOUS, action: "admin.create", target: "", ip: device.address };
    const begun = await audit.begin(said);
    let admin: UserRecord;
    try {
      admin = await accounts.createFirstAdmin(request.username, request.password);
    } catch (error) {
      await audit.end(begun, failedResult(error));
      throw error;
    }
    await audit.end({ ...begun, target: admin.id }, "ok");
    for (const listener of this.#listeners) listener();
    return sessions.open(admin, "admin", device);
  }

  async #isGenuine(token: string): Promise<boolean> {
    if (!TOKEN.test(token)) return false;
    const mac = Uint8Array.from(base64url.decode(token));
    // Takes as long wherever it differs.
    return crypto.subtle.verify("HMAC", this.#deps.key, mac, SAID);
  }
}
