import { RUNTIMES } from "../harness/runtime-command.ts";
import { realtimeSuite } from "./suite.ts";
import { openEmbedded } from "./target.ts";

for (const runtime of RUNTIMES) realtimeSuite(`embedded on ${runtime}`, openEmbedded(runtime));
