import { long } from "../harness/long.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { openCluster } from "./cluster-target.ts";
import { realtimeSuite } from "./suite.ts";

realtimeSuite("three servers, one of each runtime", openCluster(RUNTIMES));

if (long) {
  for (const runtime of RUNTIMES) {
    realtimeSuite(`three servers on ${runtime}`, openCluster([runtime, runtime, runtime]));
  }
}
