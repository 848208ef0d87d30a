import { expect, test } from "vitest";
import { Refused } from "./connection.ts";
import type { SetStage, Stage } from "./stage.ts";
import { FRIEND } from "./target.ts";

const statusOf = async (
  stage: Stage,
  headers: Readonly<Record<string, string>>,
): Promise<number> => {
  try {
    await stage.dial({ headers, at: 0 });
    return 101;
  } catch (error) {
    if (error instanceof Refused) return error.status;
    throw error;
  }
};

/** PROTOCOL §4: the upgrade. */
export const handshakeCases = (set: SetStage): void => {
  test("Origin is the server's own, one that is listed, or 403", async () => {
    await using stage = set();
    const own = stage.target.address(0);
    expect(await statusOf(stage, {})).toBe(101);
    expect(await statusOf(stage, { origin: own })).toBe(101);
    expect(await statusOf(stage, { origin: FRIEND })).toBe(101);
    const foreign = [
      "https://evil.example",
      "null",
      `${FRIEND}.evil.example`,
      "http://friend.example",
      own.replace("http:", "https:"),
      own.replace(/:\d+$/, ":1"),
      `${own}.evil.example`,
    ];
    for (const origin of foreign) expect(await statusOf(stage, { origin }), origin).toBe(403);
  });

  test("the subprotocol is optional, and chosen among several", async () => {
    await using stage = set();
    const { token } = await stage.visitor();
    const offers = [
      [[], ""],
      [["crosstalk.v1"], "crosstalk.v1"],
      [["crosstalk.v2", "crosstalk.v1"], "crosstalk.v1"],
    ] as const;
    for (const [protocols, chosen] of offers) {
      const socket = await stage.dial({ protocols: [...protocols] });
      expect(socket.socket.protocol).toBe(chosen);
      await socket.do("authenticate", { token }, "authenticated");
    }
  });
};
