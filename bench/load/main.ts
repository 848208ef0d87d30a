import { type BigRoomPlan, runBigRoom, runFill } from "./big-room.ts";
import { type BusyPlan, runBusy } from "./busy.ts";
import type { Target } from "./chat.ts";
import { Crosstalk } from "./crosstalk.ts";
import { gather } from "./crowd.ts";
import { type IdlePlan, runIdle } from "./idle.ts";
import { type PacedPlan, runPaced } from "./paced.ts";
import { type ResumePlan, runResume } from "./resume.ts";
import { SocketIo } from "./socket-io.ts";
import { runWindowed, type WindowedPlan } from "./windowed.ts";

/** What the load generator is asked for: its one argument, as JSON. */
export interface Job {
  readonly target: Target;
  readonly load: Load;
}
export type Load =
  | ({ readonly name: "windowed" } & WindowedPlan)
  | ({ readonly name: "paced" } & PacedPlan)
  | ({ readonly name: "idle" } & IdlePlan)
  | ({ readonly name: "resume" } & ResumePlan)
  | ({ readonly name: "big-room" } & BigRoomPlan)
  | { readonly name: "fill"; readonly messages: number }
  | ({ readonly name: "busy" } & BusyPlan);

const run = async ({ target, load }: Job): Promise<object> => {
  const crosstalk = new Crosstalk(target.port);
  const chat = target.kind === "socket.io" ? new SocketIo(target.port) : crosstalk;
  switch (load.name) {
    case "windowed": {
      const crowd = await gather(chat, load);
      return await runWindowed(crowd, load, target.pid);
    }
    case "paced": {
      const crowd = await gather(chat, { ...load, timed: true });
      return await runPaced(crowd, load);
    }
    case "busy": {
      const crowd = await gather(crosstalk, { ...load, timed: true });
      return await runBusy(crowd, crosstalk, load);
    }
    case "idle":
      return await runIdle(chat, load, target.pid);
    case "resume":
      return await runResume(crosstalk, load, target.pid);
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
