import { MongoClient } from "mongodb";

let made = 0;

/** A name that no other case, runtime or run has. */
export const databaseName = (): string => {
  made += 1;
  return `crosstalk_test_${crypto.randomUUID().slice(0, 8)}_${made}`;
};

/**
 * Databases for cases that want an empty one, with the schema as a store made it. To make one is some sixty files that
 * are synced one by one; to empty one takes a few milliseconds.
 */
export class MongoDatabases implements AsyncDisposable {
  readonly url: string;
  readonly #client: MongoClient;
  readonly #names: string[] = [];
  readonly #idle: string[] = [];

  constructor(url: string) {
    this.url = url;
    this.#client = new MongoClient(url);
  }

  take(): string {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const name = databaseName();
    this.#names.push(name);
    return name;
  }

  async giveBack(name: string): Promise<void> {
    const db = this.#client.db(name);
    const collections = await db.collections();
    await Promise.all(
      collections
        .filter(({ collectionName }) => collectionName !== "meta")
        .map((collection) => collection.deleteMany()),
    );
    await db.collection<{ _id: string }>("meta").deleteMany({ _id: { $ne: "schema" } });
    this.#idle.push(name);
  }

  /** Of a database that a case alone had. */
  async drop(name: string): Promise<void> {
    await this.#client.db(name).dropDatabase();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#names.map((name) => this.drop(name)));
    await this.#client.close();
  }
}
