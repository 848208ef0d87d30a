import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { PasswordHasher } from "../../ports/password-hasher.ts";
import type { Random } from "../../ports/random.ts";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { User } from "../../protocol/users.ts";
import type { Caller } from "../caller.ts";
import type { Guests } from "./guests.ts";
import { noAdminLeft } from "./last-admin.ts";
import type { PasswordCheck } from "./password-check.ts";
import type { Device, Sessions, SignedIn } from "./sessions.ts";
import { tellUser } from "./user-changes.ts";
import type { Removal } from "./user-removal.ts";
import { viewUser } from "./user-view.ts";

/** REGISTRATION and GUESTS of PROTOCOL §5. */
export interface SignUpPolicy {
  readonly registration: "open" | "closed";
  readonly guests: "on" | "off" | "public";
}

export interface AccountsDeps {
  readonly accounts: AccountStore;
  readonly sessions: Sessions;
  readonly guests: Guests;
  readonly passwords: PasswordCheck;
  readonly hasher: PasswordHasher;
  readonly removal: Removal;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: SignUpPolicy;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

const USERNAME_TAKEN = "This username is taken.";
const DELETED_NAME = "deleted user";

/** Opening, using and closing accounts. */
export class Accounts {
  readonly #deps: AccountsDeps;

  constructor(deps: AccountsDeps) {
    this.#deps = deps;
  }

  async register(
    request: Credentials & { readonly display_name?: string | undefined },
    device: Device,
  ): Promise<SignedIn> {
    this.#requireOpenRegistration();
    const user = await this.create(request.username, request.password, {
      displayName: request.display_name ?? request.username,
      role: "user",
    });
    return this.#deps.sessions.open(user, "chat", device);
  }

  /** Throws `conflict` when the name is taken. */
  async create(
    username: string,
    password: string,
    profile: Pick<UserRecord, "displayName" | "role">,
  ): Promise<UserRecord> {
    const user = await this.#made(username, password, profile);
    if ((await this.#deps.accounts.createUser(user)) === "taken") {
      throw new ProtocolError("conflict", USERNAME_TAKEN);
    }
    return user;
  }

  /** Throws `gone` when there is an admin already, and `conflict` when the name is taken. */
  async createFirstAdmin(username: string, password: string): Promise<UserRecord> {
    const { accounts } = this.#deps;
    const exists = new ProtocolError("gone", "There is an admin already.");
    if (await accounts.anyAdmin()) throw exists;
    const admin = await this.#made(username, password, { displayName: username, role: "admin" });
    const outcome = await accounts.createFirstAdmin(admin);
    if (outcome === "exists") throw exists;
    if (outcome === "taken") throw new ProtocolError("conflict", USERNAME_TAKEN);
    return admin;
  }

  async login(credentials: Credentials, device: Device): Promise<SignedIn> {
    return this.#deps.sessions.open(await this.identify(credentials, device), "chat", device);
  }

  /** Whose credentials these are. The same answer, in the same time, for an unknown user and a wrong password. */
  async identify({ username, password }: Credentials, device: Device): Promise<UserRecord> {
    const { passwords, sessions } = this.#deps;
    const user = await passwords.byUsername(username, password, device.address);
    if (user === undefined) {
      throw new ProtocolError("unauthenticated", "Wrong username or password.");
    }
    sessions.refuseBarred(user);
    return user;
  }

  async guest(
    request: { readonly display_name?: string | undefined },
    device: Device,
  ): Promise<SignedIn> {
    if (this.#deps.policy.guests === "off") {
      throw new ProtocolError("forbidden", "Guests are not admitted here.");
    }
    const guest = await this.#deps.guests.create(request.display_name);
    return this.#deps.sessions.open(guest, "chat", device);
  }

  /** The same id, name and rooms; the session goes on. */
  async upgrade(caller: Caller, { username, password }: Credentials): Promise<SignedIn> {
    const { accounts, hasher, sessions } = this.#deps;
    this.#requireOpenRegistration();
    if ((await accounts.userByUsername(username)) !== undefined) {
      throw new ProtocolError("conflict", USERNAME_TAKEN);
    }
    const passwordHash = await hasher.hash(password);
    const user = await accounts.upgradeGuest(caller.user.id, { username, passwordHash });
    if (user === "taken") throw new ProtocolError("conflict", USERNAME_TAKEN);
    if (user === undefined) throw new ProtocolError("conflict", "This is no guest any more.");
    await tellUser(this.#deps, viewUser(user));
    return sessions.reissue(user, caller.sessionId);
  }

  /** The user as told last: one who was renamed elsewhere at the same time has that name. */
  async rename(caller: Caller, displayName: string | undefined): Promise<User> {
    const { user } = caller;
    if (displayName === undefined || displayName === user.display_name) return user;
    const max = LIMITS.guestDisplayName;
    if (user.kind === "guest" && Array.from(displayName).length > max) {
      throw new ProtocolError("bad_request", "The name is too long for a guest.", {
        issues: [{ path: "display_name", message: `must have 1 to ${max} characters` }],
      });
    }
    const updated = await this.#deps.accounts.updateUser(user.id, { displayName });
    if (updated === undefined) throw new ProtocolError("not_found", "No such user.");
    return tellUser(this.#deps, viewUser(updated));
  }

  /** Throws `conflict` where no admin would be left. */
  async deleteMe(caller: Caller, password: string, address: string): Promise<void> {
    const { accounts, clock, passwords } = this.#deps;
    let user = await passwords.ofCaller(caller, password, address);
    if (user.role === "admin") {
      const demoted = await accounts.setStanding(user.id, { role: "user" }, clock.now());
      if (demoted === "last_admin") throw noAdminLeft();
      user = demoted ?? user;
    }
    await this.#deps.removal.remove(user, DELETED_NAME);
  }

  /** Not stored yet. */
  async #made(
    username: string,
    password: string,
    { displayName, role }: Pick<UserRecord, "displayName" | "role">,
  ): Promise<UserRecord> {
    const { accounts, hasher, clock, random } = this.#deps;
    // Spares the hash; the store decides.
    if ((await accounts.userByUsername(username)) !== undefined) {
      throw new ProtocolError("conflict", USERNAME_TAKEN);
    }
    const passwordHash = await hasher.hash(password);
    const now = clock.now();
    return {
      id: random.uuid(now),
      kind: "member",
      username,
      displayName,
      role,
      passwordHash,
      disabled: false,
      deleted: false,
      createdAt: now,
      lastSeenAt: now,
    };
  }

  #requireOpenRegistration(): void {
    if (this.#deps.policy.registration === "closed") {
      throw new ProtocolError("forbidden", "Registration is closed.");
    }
  }
}
