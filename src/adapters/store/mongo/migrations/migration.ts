import type { Collections, InSession } from "../connection.ts";

/** One step of the schema. Never changed once released. */
export interface Migration {
  /** What `meta.schema.version` is afterwards. */
  readonly version: number;
  readonly name: string;
  /**
   * The oldest schema whose servers may go on beside this one. In a rolling upgrade the servers before and
   * after it work on the same data, so a step adds: a field that older servers don't read, an index that they
   * don't need. What takes away comes a release later, and names the release that no longer needs it.
   */
  readonly compatible: number;
  /** May be run again after it was cut off anywhere, beside servers that are working. */
  up(collections: Collections, scope: InSession): Promise<void>;
}
