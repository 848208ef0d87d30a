import { setTimeout as delay } from "node:timers/promises";

/** Calls of a server that a second holds at the least, where its machine does not stand still. */
const CALLS_A_SECOND = 20;
const POLL_MS = 10;

/**
 * Polls until it is so, for as long as the contract gives these servers for it. A machine that is held up holds up their
 * seconds too: none is over before each of them has answered so many calls.
 */
export const inTime = async (
  what: string | (() => string),
  seconds: number,
  urls: readonly string[],
  isSo: () => boolean,
): Promise<void> => {
  const begun = performance.now();
  for (let calls = 0; !isSo(); calls += 1) {
    if (calls > seconds * CALLS_A_SECOND && performance.now() - begun > seconds * 1_000) {
      throw new Error(`${typeof what === "string" ? what : what()}: not within ${seconds} s`);
    }
    await Promise.all(urls.map(answered));
    await delay(POLL_MS);
  }
};

const answered = async (url: string): Promise<void> => {
  await (await fetch(`${url}/api/health`)).arrayBuffer();
};
