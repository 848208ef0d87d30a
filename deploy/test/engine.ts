import { join } from "node:path";
import { env } from "node:process";
import { ROOT } from "../../tests/harness/runtime-command.ts";
import { type Environment, exitCode, output, show, works } from "./shell.ts";
import { buildStandIns } from "./stand-ins.ts";

const PODMAN_COMPOSE = "podman-compose==1.6.0";

/** What runs containers here: Docker with its compose, else podman with podman-compose. */
export class Engine {
  readonly name: "docker" | "podman";
  readonly #compose: readonly string[];
  readonly #env: Environment;

  private constructor(name: "docker" | "podman", compose: readonly string[], more: Environment) {
    this.name = name;
    this.#compose = compose;
    this.#env = more;
  }

  /** `settings`: what docker-compose.yml takes from the environment. */
  static async find(settings: Environment): Promise<Engine> {
    if (works("docker", ["info"]) && works("docker", ["compose", "version"])) {
      return new Engine("docker", ["docker", "compose"], settings);
    }
    if (!works("podman", ["info"])) {
      throw new Error("Neither Docker with compose nor podman: apt install podman, for example");
    }
    const more = {
      ...settings,
      CONTAINERS_CONF: join(import.meta.dirname, "containers.conf"),
      // Builds in a container of its own would need rights that not every machine grants.
      BUILDAH_ISOLATION: "chroot",
    };
    await buildStandIns(more);
    if (works("podman-compose", ["--version"])) {
      return new Engine("podman", ["podman-compose"], more);
    }
    const folder = join(
      env["XDG_CACHE_HOME"] || join(env["HOME"] ?? "/tmp", ".cache"),
      "crosstalk",
    );
    const target = join(folder, "podman-compose");
    const python = { ...more, PYTHONPATH: target };
    if ((await exitCode("python3", ["-c", "import podman_compose"], python)) !== 0) {
      show("python3", ["-m", "pip", "install", "-q", "--target", target, PODMAN_COMPOSE]);
    }
    return new Engine("podman", ["python3", "-m", "podman_compose"], python);
  }

  /** As `docker compose ARGS…` in the project's folder. */
  compose(...args: readonly string[]): void {
    const [program = "", ...first] = this.#compose;
    show(program, [...first, "-f", join(ROOT, "docker-compose.yml"), ...args], this.#env);
  }

  /** What the container of a service says of itself. */
  async inspect(service: string, format: string): Promise<string> {
    return output(
      this.name,
      ["inspect", "--format", format, await this.#container(service)],
      this.#env,
    );
  }

  /** Asked now: podman leaves asking from time to time to systemd, which is not everywhere. */
  async healthy(service: string): Promise<boolean> {
    if (this.name === "docker") {
      return (await this.inspect(service, "{{.State.Health.Status}}")) === "healthy";
    }
    const container = await this.#container(service);
    return (await exitCode("podman", ["healthcheck", "run", container], this.#env)) === 0;
  }

  async kill(service: string): Promise<void> {
    await output(
      this.name,
      ["kill", "--signal", "KILL", await this.#container(service)],
      this.#env,
    );
  }

  /** In order, as an upgrade would do it. */
  async stop(service: string): Promise<void> {
    await output(this.name, ["stop", "--time", "30", await this.#container(service)], this.#env);
  }

  async start(service: string): Promise<void> {
    await output(this.name, ["start", await this.#container(service)], this.#env);
  }

  /** The exit code of a command inside. */
  async exec(service: string, ...command: readonly string[]): Promise<number> {
    return exitCode(this.name, ["exec", await this.#container(service), ...command], this.#env);
  }

  async logs(service: string): Promise<string> {
    return output(
      "sh",
      ["-c", '"$0" logs "$1" 2>&1', this.name, await this.#container(service)],
      this.#env,
    );
  }

  async #container(service: string): Promise<string> {
    // Docker's compose joins with -, podman's with _.
    const filter = `name=^crosstalk[-_]${service}[-_]1$`;
    const name = await output(
      this.name,
      ["ps", "-a", "--filter", filter, "--format", "{{.Names}}"],
      this.#env,
    );
    if (name === "") throw new Error(`There is no container of ${service}`);
    return name;
  }
}
