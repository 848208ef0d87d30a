import { type ExecFileException, execFile, spawnSync } from "node:child_process";
import { env } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** More of the environment of all that is started here, such as where podman's settings are. */
export type Environment = Readonly<Record<string, string>>;

/** Runs a program in sight of the operator; throws if it fails. */
export const show = (program: string, args: readonly string[], more: Environment = {}): void => {
  console.log(`\n$ ${program} ${args.join(" ")}`);
  const { status, error } = spawnSync(program, args, {
    stdio: "inherit",
    env: { ...env, ...more },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}`, { cause: error });
};

/** What a program prints; throws if it fails. */
export const output = async (
  program: string,
  args: readonly string[],
  more: Environment = {},
): Promise<string> => {
  const { stdout } = await run(program, args, { env: { ...env, ...more }, maxBuffer: 2 ** 26 });
  return stdout.trim();
};

/** Whether a program is there and ends with 0. */
export const works = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

/** The exit code of a program, which may well fail. */
export const exitCode = async (
  program: string,
  args: readonly string[],
  more: Environment = {},
): Promise<number> =>
  run(program, args, { env: { ...env, ...more } }).then(
    () => 0,
    (error: ExecFileException) => (typeof error.code === "number" ? error.code : -1),
  );
