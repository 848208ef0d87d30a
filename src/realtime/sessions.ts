import type { Session } from "./session.ts";

/** The connections of this server: all of them, and those that are authenticated by user. */
export class Sessions {
  readonly #all = new Map<string, Session>();
  /** Most users have one connection, which needs no Set around it. */
  readonly #byUser = new Map<string, Session | Set<Session>>();

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
    const known = this.#byUser.get(userId);
    if (known === undefined) this.#byUser.set(userId, session);
    else if (known instanceof Set) known.add(session);
    else if (known !== session) this.#byUser.set(userId, new Set([known, session]));
  }

  remove(session: Session): void {
    this.#all.delete(session.id);
    const userId = session.caller?.user.id;
    if (userId === undefined) return;
    const known = this.#byUser.get(userId);
    if (known instanceof Set) {
      known.delete(session);
      if (known.size === 0) this.#byUser.delete(userId);
    } else if (known === session) {
      this.#byUser.delete(userId);
    }
  }

  get(id: string): Session | undefined {
    return this.#all.get(id);
  }

  /** A copy: closing one of them changes the original. */
  of(userId: string): readonly Session[] {
    const known = this.#byUser.get(userId);
    if (known === undefined) return [];
    return known instanceof Set ? Array.from(known) : [known];
  }

  *byUser(): Generator<[string, Iterable<Session>]> {
    for (const [userId, known] of this.#byUser) {
      yield [userId, known instanceof Set ? known : [known]];
    }
  }

  all(): IterableIterator<Session> {
    return this.#all.values();
  }
}
