import { StartError } from "../ports/runtime.ts";

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

/** One line for whoever starts the server, from what the runtime threw. */
export const listenError = (cause: unknown, hostname: string, port: number): StartError => {
  switch (codeOf(cause)) {
    case "EADDRINUSE":
      return new StartError(
        `Port ${port} is in use on ${hostname}: stop what listens there, or set another, as in PORT=${port + 1}`,
        { cause },
      );
    case "EACCES":
      return new StartError(
        `Port ${port} may not be used: ports below 1024 need privileges; set another, as in PORT=3000`,
        { cause },
      );
    case "EADDRNOTAVAIL":
    case "EINVAL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new StartError(
        `HOST=${hostname} is no address of this machine; set one that is, as in HOST=127.0.0.1`,
        { cause },
      );
    default:
      return new StartError(`Cannot listen on ${hostname}, port ${port}: ${String(cause)}`, {
        cause,
      });
  }
};
