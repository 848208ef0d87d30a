import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { ADMIN } from "../harness/rest.ts";
import { type Exit, ServerProcess } from "../harness/server-process.ts";

/** One server, or several that act as one. */
export interface Target extends AsyncDisposable {
  /** The i-th server's URL, counted around: users of a case sit on different ones where there are several. */
  address(i: number): string;
  /** Of all servers. */
  readonly addresses: readonly string[];
  /** SIGTERM for the i-th server; answers how it ended. */
  terminate(i: number): Promise<Exit>;
  /** The lines that the i-th server wrote. */
  logs(i: number): readonly string[];
}

/** Starts a target with these settings (PROTOCOL §5) beside COMMON. */
export type OpenTarget = (settings: Readonly<Record<string, string>>) => Promise<Target>;

/** So that the suite can make tokens that end when it suits a case. */
export const JWT_SECRET = "a secret that only the realtime suite and its servers know";

/** An origin that servers under test have to accept. */
export const FRIEND = "https://friend.example";

/** What every server under test is started with. */
export const COMMON = {
  ...ADMIN,
  JWT_SECRET,
  CORS_ORIGINS: FRIEND,
  TRUSTED_PROXIES: "127.0.0.1",
} as const;

export const openEmbedded =
  (runtime: RuntimeName): OpenTarget =>
  async (settings) => {
    const server = await ServerProcess.start({ runtime, env: { ...COMMON, ...settings } });
    return {
      address: () => server.url,
      addresses: [server.url],
      terminate: () => server.signal("SIGTERM"),
      logs: () => server.logs,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
