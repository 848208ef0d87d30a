import { appendsOf, sharesBetween } from "./appends.ts";
import { type BigRoomPlan, runBigRoom, runFill } from "./big-room.ts";
import { type BusyPlan, runBusy } from "./busy.ts";
import { runBystander } from "./bystander.ts";
import { Centrifugo } from "./centrifugo.ts";
import type { Chat, Target } from "./chat.ts";
import { Crosstalk } from "./crosstalk.ts";
import { gather } from "./crowd.ts";
import { type EnforcePlan, runEnforce } from "./enforce.ts";
import { type FailoverPlan, runFailover } from "./failover.ts";
import { type IdlePlan, runIdle } from "./idle.ts";
import { type PacedPlan, runPaced } from "./paced.ts";
import { type ResumePlan, runResume } from "./resume.ts";
import { SocketIo } from "./socket-io.ts";
import { runSpread } from "./spread.ts";
import { runWatch, type WatchPlan } from "./watch.ts";
import { runWindowed, type WindowedPlan } from "./windowed.ts";

/** What the load generator is asked for: its one argument, as JSON. */
export interface Job {
  readonly target: Target;
  readonly load: Load;
}
export type Load =
  | ({ readonly name: "windowed" } & WindowedPlan)
  | ({ readonly name: "paced" } & PacedPlan)
  | ({ readonly name: "spread" } & PacedPlan)
  | ({ readonly name: "bystander" } & PacedPlan)
  | ({ readonly name: "failover" } & FailoverPlan)
  | ({ readonly name: "idle" } & IdlePlan)
  | ({ readonly name: "resume" } & ResumePlan)
  | ({ readonly name: "big-room" } & BigRoomPlan)
  | { readonly name: "fill"; readonly messages: number }
  | ({ readonly name: "busy" } & BusyPlan)
  | ({ readonly name: "watch" } & WatchPlan)
  | ({ readonly name: "enforce" } & EnforcePlan);

const peerChat = (kind: Target["kind"], port: number): Chat | undefined => {
  switch (kind) {
    case "socket.io":
      return new SocketIo(port);
    case "centrifugo":
      return new Centrifugo(port);
    case "crosstalk":
      return undefined;
  }
};

const run = async ({ target, load }: Job): Promise<object> => {
  const ports = target.servers.map(({ port }) => port);
  const crosstalk = new Crosstalk(ports);
  const chat = peerChat(target.kind, ports[0] ?? 0) ?? crosstalk;
  const pid = target.servers[0]?.pid ?? 0;
  switch (load.name) {
    case "windowed": {
      const crowd = await gather(chat, load);
      if (chat !== crosstalk) return await runWindowed(crowd, load, target);
      const before = await appendsOf(crosstalk, ports);
      const result = await runWindowed(crowd, load, target);
      return { ...result, ...sharesBetween(before, await appendsOf(crosstalk, ports)) };
    }
    case "paced": {
      const crowd = await gather(chat, { ...load, timed: true });
      return await runPaced(crowd, load);
    }
    case "spread":
      return await runSpread(ports, load);
    case "bystander":
      return await runBystander(target.servers, load);
    case "failover":
      return await runFailover(target.servers, load);
    case "busy": {
      const crowd = await gather(crosstalk, { ...load, timed: true });
      return await runBusy(crowd, crosstalk, load);
    }
    case "watch":
      return await runWatch(target, load);
    case "enforce":
      return await runEnforce(target, load);
    case "idle":
      return await runIdle(chat, load, pid);
    case "resume":
      return await runResume(crosstalk, load, pid);
    case "big-room":
      return await runBigRoom(crosstalk, load);
    case "fill":
      return await runFill(crosstalk, load.messages);
  }
};

const job = JSON.parse(process.argv[2] ?? "") as Job;
const result = await run(job);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
