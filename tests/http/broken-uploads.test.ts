import { readdirSync } from "node:fs";
import { type ClientRequest, request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../src/protocol/limits.ts";
import { fileForm, type Identity, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { RawConnection } from "../runtime/raw-websocket.ts";

const HEAD = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';

describe.each(RUNTIMES)("uploads that come to nothing on %s", (runtime) => {
  let server: ServerProcess;
  let rest: Rest;
  let ada: Identity;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    rest = new Rest(server.url);
    ada = await register(rest, "ada");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const partial = (): string[] => readdirSync(join(server.dataDir, "uploads", "partial"));
  /** The beginning of an upload whose end does not come. */
  const begin = (by: Identity): ClientRequest => {
    const upload = request(`${server.url}/api/uploads`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${by.token}`,
        "content-type": "multipart/form-data; boundary=b",
      },
    });
    upload.on("error", () => undefined);
    upload.write(HEAD + "x".repeat(100_000));
    return upload;
  };
  const upload = async (by: Identity): Promise<number> => {
    const body = fileForm("a.txt", "hello");
    return (await rest.call("POST", "/api/uploads", { token: by.token, body })).status;
  };

  it("are no failure of the server's, nor is any other body that is cut off", async () => {
    const statuses = (): string[] =>
      server.logs.flatMap((line) => /"message":"request".*"status":(\d+)/.exec(line)?.[1] ?? []);
    await until("the call before is in the log", () => statuses().includes("201"));
    const known = statuses().length;
    const uploading = begin(ada);
    await until("it is coming in", () => partial().length === 1 || undefined);
    uploading.destroy();
    await until("it is over", () => statuses().length === known + 1);
    for (const [place, length] of ["Content-Length: 90", "Transfer-Encoding: chunked"].entries()) {
      const connection = await RawConnection.open(server.port);
      const head = `POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}`;
      connection.socket.end(`${head}\r\n\r\n9\r\n{"usernam`);
      await until("it is over", () => statuses().length === known + place + 2);
    }
    expect(statuses().slice(known)).toEqual(["400", "400", "400"]);
    expect(server.logs.filter((line) => line.includes('"level":"ERROR"'))).toEqual([]);
  });

  it("leave no file when the connection is cut", async () => {
    const uploads = [begin(ada), begin(ada)];
    await until("both are coming in", () => partial().length === 2 || undefined);
    for (const each of uploads) each.destroy();
    await until("nothing is left", () => partial().length === 0 || undefined);
    expect(await upload(ada)).toBe(201);
  });

  it("take up a user's turns while they last, and nobody else's", async () => {
    const ben = await register(rest, "ben");
    const uploads = Array.from({ length: LIMITS.uploadsAtOnce }, () => begin(ada));
    await until("all are coming in", () => partial().length === uploads.length || undefined);
    expect(await upload(ada)).toBe(429);
    expect(await upload(ben)).toBe(201);
    uploads[0]?.destroy();
    await until("a turn is free", async () => (await upload(ada)) === 201 || undefined);
    for (const each of uploads) each.destroy();
    await until("nothing is left", () => partial().length === 0 || undefined);
  });

  it("are ended by the server as soon as they are too large, and answered", async () => {
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const uploading = begin(ada);
      uploading.removeAllListeners("error");
      uploading.on("error", reject);
      uploading.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      const chunk = "y".repeat(256 * 1024);
      for (let sent = 0; sent < LIMITS.uploadBytes; sent += chunk.length) uploading.write(chunk);
    });
    expect(answer).toBe(413);
    await until("nothing is left", () => partial().length === 0 || undefined);
    expect(await upload(ada)).toBe(201);
  });

  it("are answered to who sends all of it nevertheless, and so is the call after", async () => {
    const mebibyte = 1024 * 1024;
    const half = mebibyte / 2;
    for (const over of [half, half, half, 2 * mebibyte, 2 * mebibyte, 20 * mebibyte]) {
      const body = fileForm("a.bin", new Uint8Array(LIMITS.uploadBytes + over).fill(0x78));
      const answer = await rest.call("POST", "/api/uploads", { token: ada.token, body });
      expect(answer).toMatchObject({ status: 413, body: { error: { code: "too_large" } } });
      expect(await upload(ada)).toBe(201);
    }
    await until("nothing is left", () => partial().length === 0 || undefined);
  });

  it("and JSON that is too large, whatever its size", async () => {
    for (const bytes of [1, 1, 1, 1, 5, 20, 20].map((mebibytes) => mebibytes * 1024 * 1024)) {
      const body = { name: "x".repeat(bytes), kind: "public" };
      const answer = await rest.call("POST", "/api/rooms", { token: ada.token, body });
      expect(answer).toMatchObject({ status: 413, body: { error: { code: "too_large" } } });
      expect((await rest.call("GET", "/api/rooms", { token: ada.token })).status).toBe(200);
    }
  });

  it("have left nothing after a kill", async () => {
    begin(ada);
    await until("it is coming in", () => partial().length === 1 || undefined);
    await server.kill();
    await server.start();
    expect(partial()).toEqual([]);
    ada = await register(rest, "ada2");
    expect(await upload(ada)).toBe(201);
  });
});
