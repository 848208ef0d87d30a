import type { User } from "../protocol/users.ts";

/** Who is asking, as their token and the store say at this moment. */
export interface Caller {
  readonly user: User;
  readonly sessionId: string;
  readonly audience: "chat" | "admin";
}
