import type { Session } from "./session.ts";

/** The connections of this server: all of them, and those that are authenticated by user. */
export class Sessions {
  readonly #all = new Map<string, Session>();
  readonly #byUser = new Map<string, Set<Session>>();

  get size(): number {
    return this.#all.size;
  }

  get users(): number {
    return this.#byUser.size;
  }

  add(session: Session): void {
    this.#all.set(session.id, session);
  }

  authenticated(session: Session, userId: string): void {
    const sessions = this.#byUser.get(userId);
    if (sessions === undefined) this.#byUser.set(userId, new Set([session]));
    else sessions.add(session);
  }

  remove(session: Session): void {
    this.#all.delete(session.id);
    const userId = session.caller?.user.id;
    const sessions = userId === undefined ? undefined : this.#byUser.get(userId);
    if (userId === undefined || sessions === undefined) return;
    sessions.delete(session);
    if (sessions.size === 0) this.#byUser.delete(userId);
  }

  get(id: string): Session | undefined {
    return this.#all.get(id);
  }

  /** A copy: closing one of them changes the original. */
  of(userId: string): readonly Session[] {
    return Array.from(this.#byUser.get(userId) ?? []);
  }

  byUser(): IterableIterator<[string, ReadonlySet<Session>]> {
    return this.#byUser.entries();
  }

  all(): IterableIterator<Session> {
    return this.#all.values();
  }
}
