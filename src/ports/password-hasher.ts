/** argon2id behind a bounded queue: hashing is slow on purpose, and must not be a way to stop the server. */
export interface PasswordHasher {
  /** A PHC string. Rejects with ProtocolError `unavailable` when too many wait. */
  hash(password: string): Promise<string>;
  /** With no hash it takes as long and answers false: unknown users look like wrong passwords. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}
