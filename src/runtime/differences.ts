import type { RuntimeName } from "../protocol/primitives.ts";

/** Something that one runtime does otherwise than the contract of src/ports says, and that we can't change. */
export interface Difference {
  readonly reason: string;
  readonly link: string;
}

export type DifferenceName =
  /** Fragments of a message aren't counted: `messageFragments` doesn't hold, `messageBytes` does. */
  | "fragmentsNotCounted"
  /** `headersMs` is 10 s, whatever is asked for. */
  | "headersTimeFixed"
  /** A connection ends at a request that comes while the one before it waits for its answer. */
  | "noPipelining"
  /** `requestMs` bounds how slowly a body may come, not how long it takes in all. */
  | "bodyPaceOnly";

export const DIFFERENCES: Readonly<
  Record<RuntimeName, Readonly<Partial<Record<DifferenceName, Difference>>>>
> = {
  node: {},
  bun: {
    fragmentsNotCounted: {
      reason: "Bun.serve hands over whole messages; what they cost is bounded by maxPayloadLength.",
      link: "https://bun.com/reference/bun/WebSocketHandler/maxPayloadLength",
    },
    headersTimeFixed: {
      reason: "Bun.serve has no setting for it; our own limit is the same 10 s, checked every 4 s.",
      link: "https://github.com/oven-sh/bun/issues/13712",
    },
    noPipelining: {
      reason:
        "Bun.serve has one answer a connection; clients that pipeline send anew what was cut off.",
      link: "https://github.com/oven-sh/bun/pull/38128",
    },
    bodyPaceOnly: {
      reason: "server.timeout() starts anew while enough of the body arrives.",
      link: "https://bun.com/docs/runtime/http/server",
    },
  },
  deno: {},
};
