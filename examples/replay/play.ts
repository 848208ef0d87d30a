import type { Cast } from "./cast.ts";
import type { IrcLine } from "./irc-log.ts";
import type { Pace } from "./pace.ts";

export interface PlayOptions {
  readonly roomId: string;
  /**
   * Lines under way at a time. 1 keeps the order of the log: a line is sent when the one before it is
   * acked. More keep the order of each nick.
   */
  readonly window: number;
  readonly acked: (line: IrcLine) => void;
}

/** Says each line as its nick; resolves when all are stored. Servers may come and go meanwhile. */
export const play = async (
  lines: readonly IrcLine[],
  cast: Cast,
  pace: Pace,
  options: PlayOptions,
): Promise<void> => {
  const under = new Set<Promise<void>>();
  /** A nick's lines enter one after the other; its outbox keeps their order from there. */
  const lastOf = new Map<string, Promise<void>>();
  let failed: unknown;
  for (const [index, line] of lines.entries()) {
    await pace.until(index);
    while (under.size >= options.window) await Promise.race(under);
    if (failed !== undefined) throw failed;
    const entered = Promise.withResolvers<void>();
    const before = lastOf.get(line.nick);
    lastOf.set(line.nick, entered.promise);
    const saying = say(line, cast, options, before, entered.resolve)
      .catch((error: unknown) => {
        failed ??= error;
      })
      .finally(() => under.delete(saying));
    under.add(saying);
  }
  await Promise.all(under);
  if (failed !== undefined) throw failed;
};

const say = async (
  line: IrcLine,
  cast: Cast,
  options: PlayOptions,
  before: Promise<void> | undefined,
  entered: () => void,
): Promise<void> => {
  await before;
  const { client, release } = await cast.enter(line.nick, options.roomId).finally(entered);
  try {
    const { cid } = client.send(options.roomId, line.content, { cid: String(line.number) });
    await client.outbox.settled(cid);
    options.acked(line);
  } finally {
    release();
  }
};
