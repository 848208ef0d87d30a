/** The health check of the containers, on any of the runtimes: ends with 0 if the server may have traffic. */
import { env, exit } from "node:process";

const answer = await fetch(`http://127.0.0.1:${env["PORT"] ?? "3000"}/api/ready`).catch(
  () => undefined,
);
exit(answer?.status === 200 ? 0 : 1);
