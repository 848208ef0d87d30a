import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import type { Attachment, Entry, Message } from "../../src/protocol/entries.ts";
import { fileForm, Rest, register } from "../harness/rest.ts";
import { pinnedPath, ROOT, RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

const folder = mkdtempSync(join(tmpdir(), "crosstalk-backup-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command that operators use; rejects with what it said when it fails. */
const backup = (dataDir: string, ...args: string[]) =>
  promisify(execFile)("npm", ["run", "--silent", "backup", "--", ...args], {
    cwd: ROOT,
    env: { ...process.env, PATH: pinnedPath(), DATA_DIR: dataDir },
  });

interface Room {
  readonly room: { readonly id: string };
}

/**
 * Uploads and sends files, all over again, and deletes every second with its room. Answers how many messages there
 * are of it.
 */
const share = async (
  rest: Rest,
  token: string,
  roomId: string,
  goesOn: () => boolean,
): Promise<number> => {
  let sent = 0;
  for (let i = 0; goesOn(); i += 1) {
    const body = fileForm(`file ${i}`, `what is in file ${i}`);
    const upload = await rest.ok<{ attachment: Attachment }>("POST", "/api/uploads", {
      token,
      body,
    });
    const message = { content: "look", attachments: [upload.attachment.id] };
    if (i % 2 === 0) {
      await rest.ok("POST", `/api/rooms/${roomId}/messages`, { token, body: message });
      sent += 1;
      continue;
    }
    const room = { name: `short-lived ${i}`, kind: "public" };
    const { id } = (await rest.ok<Room>("POST", "/api/rooms", { token, body: room })).room;
    await rest.ok("POST", `/api/rooms/${id}/messages`, { token, body: message });
    await rest.ok("DELETE", `/api/rooms/${id}`, { token });
  }
  return sent;
};

/** What the messages of a room carry, with what is in it. */
const sharedFiles = async (
  rest: Rest,
  token: string,
  roomId: string,
): Promise<{ name: string; content: unknown }[]> => {
  const files: { name: string; content: unknown }[] = [];
  for (let after = 0; ; ) {
    const page = await rest.ok<{ messages: Message[]; has_after: boolean }>(
      "GET",
      `/api/rooms/${roomId}/messages?after=${after}&limit=100`,
      { token },
    );
    for (const { attachments = [], seq } of page.messages) {
      after = seq;
      for (const { id, name } of attachments) {
        const content = await rest.ok("GET", `/api/attachments/${id}`, { token });
        files.push({ name, content });
      }
    }
    if (!page.has_after) return files;
  }
};

const filesUnder = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe.each(RUNTIMES)("backup of a server on %s", (runtime) => {
  // One that is given its secret keeps none in DATA_DIR.
  const secret: Record<string, string> =
    runtime === "bun" ? { JWT_SECRET: "a secret of the tests, long enough" } : {};
  const env = { RATE_LIMITS: "off", ...secret };

  test("holds all that was acked before it, and what is restored goes on from there", async () => {
    await using server = await ServerProcess.start({ runtime, env });
    const rest = new Rest(server.url);
    const { token } = await register(rest, "ada");
    const room = { name: "agora", kind: "public" };
    const { id } = (await rest.ok<Room>("POST", "/api/rooms", { token, body: room })).room;
    let acked = 0;
    let talking = true;
    const talk = async () => {
      while (talking) {
        const body = { cid: `cid-${acked}`, content: `message ${acked}` };
        await rest.ok("POST", `/api/rooms/${id}/messages`, { token, body });
        acked++;
      }
    };
    const talked = Promise.all([talk(), share(rest, token, id, () => talking)]);
    await until("some traffic", () => acked >= 20);
    const before = acked;
    const file = join(folder, `${runtime}.tar`);
    await backup(server.dataDir, file);
    talking = false;
    const [, shared] = await talked;
    expect(statSync(file).mode & 0o077).toBe(0);

    const dataDir = join(folder, runtime);
    mkdirSync(dataDir);
    execFileSync("tar", ["-xf", file, "-C", dataDir]);
    await using restored = await ServerProcess.start({
      runtime,
      env: { ...env, DATA_DIR: dataDir },
    });
    const there = new Rest(restored.url);
    // The token of before is good: the secret came along.
    const page = await there.ok<{ entries: Entry[]; tip: { n: number } }>(
      "GET",
      `/api/rooms/${id}/entries?after=0&limit=100`,
      { token },
    );
    expect(page.entries.map((entry) => entry.seq)).toEqual(page.entries.map((_, i) => i + 1));
    expect(page.tip.n).toBeGreaterThanOrEqual(before);
    expect(page.tip.n).toBeLessThanOrEqual(acked + shared);
    const restoredFiles = await sharedFiles(there, token, id);
    expect(restoredFiles.length).toBeGreaterThan(0);
    for (const { name, content } of restoredFiles) expect(content).toBe(`what is in ${name}`);
    // Of what was deleted, or never got that far, there is nothing; one upload may not have been sent yet.
    const bytes = filesUnder(join(dataDir, "uploads"));
    expect(bytes.length - restoredFiles.length).toBeOneOf([0, 1, 2]);
    expect(readdirSync(server.dataDir).filter((name) => name.startsWith("backup-"))).toEqual([]);
    const body = { content: "after the restore" };
    await there.ok("POST", `/api/rooms/${id}/messages`, { token, body });
    // search.db is not in the archive: it is made again.
    const hits = await until("the index made again", async () => {
      const path = "/api/search?q=message%201&limit=1";
      const { status, body: found } = await there.call<{ hits: unknown[] }>("GET", path, { token });
      // It has two seconds for what is asked, which may not do on a busy machine.
      if (status === 503) return undefined;
      expect(status).toBe(200);
      return found.hits.length > 0 && found.hits;
    });
    expect(hits).toHaveLength(1);
  });
});

describe("what a backup refuses, in one line", () => {
  const refused = async (dataDir: string, ...args: string[]): Promise<string> => {
    const error: unknown = await backup(dataDir, ...args).catch((reason: unknown) => reason);
    if (error instanceof Error && "stderr" in error) return String(error.stderr).trim();
    throw new Error("it went through");
  };

  test("no file named", async () => {
    expect(await refused(folder)).toBe("Name one file to write: npm run backup -- crosstalk.tar");
  });

  test("a file that is there", async () => {
    const file = join(folder, "kept.tar");
    writeFileSync(file, "precious");
    expect(await refused(folder, file)).toBe(`${file} is there already: name a new file`);
  });

  test("a folder without a database, and leaves nothing behind", async () => {
    const empty = mkdtempSync(join(folder, "empty-"));
    const target = mkdtempSync(join(folder, "target-"));
    expect(await refused(empty, join(target, "x.tar"))).toBe(
      `DATA_DIR holds no crosstalk.db: ${empty}`,
    );
    expect([readdirSync(empty), readdirSync(target)]).toEqual([[], []]);
  });
});
