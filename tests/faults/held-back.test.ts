import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, adminToken, type Identity, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { readRoom } from "../harness/stored-room.ts";

/** A request of which the beginning is with the server, and the rest comes when a test says so. */
interface HeldBack {
  /** Its status, after the rest. */
  finish(): Promise<number | undefined>;
}

const FILE_HEAD = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';

describe.each(RUNTIMES)("what was held back while its sender was shut out, on %s", (runtime) => {
  let server: ServerProcess;
  let rest: Rest;
  let count = 0;

  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off", ...ADMIN } });
    rest = new Rest(server.url);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const begin = async (
    { token }: Identity,
    path: string,
    type: string,
    [first, last]: readonly [string, string],
  ): Promise<HeldBack> => {
    const sending: ClientRequest = request(server.url + path, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": type,
        "content-length": first.length + last.length,
      },
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sending.on("response", resolve);
      sending.on("error", reject);
    });
    await new Promise<unknown>((resolve) => sending.write(first, resolve));
    return {
      finish: async () => {
        sending.end(last);
        const answer = await answered;
        answer.resume();
        return answer.statusCode;
      },
    };
  };

  const scene = async () => {
    const number = ++count;
    const [owner, target] = await Promise.all([
      register(rest, `owner-${number}`),
      register(rest, `target-${number}`),
    ]);
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
      token: owner.token,
      body: { name: `room ${number}`, kind: "public" },
    });
    const path = `/api/rooms/${room.id}`;
    await rest.ok("POST", `${path}/join`, { token: target.token });
    const message = await begin(target, `${path}/messages`, "application/json", [
      '{"content":',
      '"held back"}',
    ]);
    const upload = await begin(target, "/api/uploads", "multipart/form-data; boundary=b", [
      `${FILE_HEAD}held `,
      "back\r\n--b--\r\n",
    ]);
    const said = async () => {
      const { entries } = await readRoom(rest, owner.token, room.id);
      return entries.filter(({ event }) => event === "message").length;
    };
    return { owner, target, path, message, upload, said };
  };

  test("by a kick is not taken, and a file, which is for no room yet, is", async () => {
    const { owner, target, path, message, upload, said } = await scene();
    await rest.ok("DELETE", `${path}/members/${target.user.id}`, { token: owner.token });
    expect([await message.finish(), await upload.finish()]).toEqual([403, 201]);
    expect(await said()).toBe(0);
  });

  test("by a ban is not taken, and a file as little", async () => {
    const { target, message, upload, said } = await scene();
    const body = { user_id: target.user.id };
    await rest.ok("POST", "/api/admin/bans", { token: await adminToken(rest), body });
    expect([await message.finish(), await upload.finish()]).toEqual([403, 403]);
    expect(await said()).toBe(0);
  });

  test("by a logout is not taken, and a file as little", async () => {
    const { target, message, upload, said } = await scene();
    await rest.ok("POST", "/api/auth/logout", { cookie: target.cookie });
    expect([await message.finish(), await upload.finish()]).toEqual([401, 401]);
    expect(await said()).toBe(0);
  });

  test("by nobody is taken", async () => {
    const { message, upload, said } = await scene();
    expect([await message.finish(), await upload.finish()]).toEqual([201, 201]);
    expect(await said()).toBe(1);
  });
});
