import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { auditRows } from "../harness/audit-log.ts";
import { PASSWORD, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

const LINK = /^http:\/\/127\.0\.0\.1:\d+\/admin\/bootstrap#token=([\w-]+)\n$/;

describe.each(RUNTIMES)("the first admin on %s", (runtime) => {
  it("comes in by the link in a file that the start line names, once", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    const rest = new Rest(server.url);
    const file = join(server.dataDir, "first-admin-link");
    // It follows the line that a start is known by.
    const named = (times: number) =>
      until(`a start names the file, for time ${times}`, () => {
        const lines = server.logs.filter((line) => line.endsWith(`open the link in ${file}`));
        return lines.length === times;
      });
    await named(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const [, token = ""] = LINK.exec(readFileSync(file, "utf8")) ?? [];
    expect(token).not.toBe("");
    expect(server.logs.join("\n")).not.toContain(token);
    const attempt = (body: object) =>
      rest.call<{ access_token: string }>("POST", "/api/admin/bootstrap", { body });
    const root = { username: "Root", password: PASSWORD };
    expect(
      (await attempt({ ...root, token: `${token.startsWith("x") ? "y" : "x"}${token.slice(1)}` }))
        .status,
    ).toBe(403);
    expect((await attempt({ ...root, token: "" })).status).toBe(403);
    expect((await attempt({ ...root, token, password: "short" })).status).toBe(400);
    await register(rest, "taken");
    expect((await attempt({ ...root, token, username: "taken" })).status).toBe(409);
    // The same link after a restart.
    await server.restart();
    await named(2);
    expect(readFileSync(file, "utf8")).toContain(token);
    const answers = await Promise.all(
      ["Root", "second", "third"].map((username) => attempt({ ...root, token, username })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410, 410]);
    expect((await attempt({ ...root, token, username: "late" })).status).toBe(410);
    await until("the file is gone", () => !existsSync(file));
    const made = answers.find(({ status }) => status === 201);
    const rows = await auditRows(rest, made?.body.access_token ?? "");
    const created = { actor: "anonymous", action: "admin.create" };
    expect(rows.filter(({ result }) => result === "ok")).toMatchObject([created]);
    expect(rows.filter(({ result }) => result === "refused:gone")).toHaveLength(3);
    await server.restart();
    expect(existsSync(file)).toBe(false);
    expect(server.logs.filter((line) => line.startsWith("There is no admin"))).toHaveLength(2);
  });
});
