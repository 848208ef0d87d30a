import { describe, expect, it } from "vitest";
import { jpeg, png } from "../../../tests/harness/files.ts";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { IncomingFile } from "./incoming-file.ts";

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const pass = async (
  bytes: AsyncIterable<Uint8Array>,
  clock = new ManualClock(),
): Promise<{ passed: number; incoming: IncomingFile }> => {
  const incoming = new IncomingFile(clock);
  let passed = 0;
  for await (const chunk of incoming.pass(bytes)) passed += chunk.length;
  return { passed, incoming };
};

describe("a file on its way in", () => {
  it.each([1, 7, 4_096, 10_000, 1_000_000])(
    "passes in chunks of %s, and is told",
    async (length) => {
      const bytes = new Uint8Array(50_000);
      bytes.set(jpeg(30, 20, { padding: 40_000 }));
      const { passed, incoming } = await pass(chunksOf(bytes, length));
      expect(passed).toBe(50_000);
      expect(incoming.received()).toEqual({
        bytes: 50_000,
        mime: "image/jpeg",
        size: { width: 30, height: 20 },
      });
    },
  );

  it("is no image when its size stands further on than the first MiB", async () => {
    const near = await pass(chunksOf(jpeg(30, 20, { padding: 1_000_000 }), 65_536));
    expect(near.incoming.received().mime).toBe("image/jpeg");
    const far = await pass(chunksOf(jpeg(30, 20, { padding: 1_200_000 }), 65_536));
    expect(far.incoming.received().mime).toBe("application/octet-stream");
  });

  it("ends where it is too large, and takes no more", async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        taken += 65_536;
        yield new Uint8Array(65_536);
      }
    }
    await expect(pass(endless())).rejects.toMatchObject({ code: "too_large" });
    expect(taken).toBe(LIMITS.uploadBytes + 65_536);
  });

  it("ends as soon as it says to be a huge image", async () => {
    const bomb = new Uint8Array(8_000_000);
    bomb.set(png(60_000, 60_000));
    let taken = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunksOf(bomb, 4_096)) {
        taken += chunk.length;
        yield chunk;
      }
    }
    await expect(pass(counted())).rejects.toMatchObject({ code: "bad_request" });
    expect(taken).toBe(4_096);
    await expect(pass(chunksOf(png(60_000, 60_000), 5))).rejects.toMatchObject({
      code: "bad_request",
    });
  });

  it("must have something in it, and come within two minutes", async () => {
    await expect(pass(chunksOf(new Uint8Array(0), 1))).rejects.toMatchObject({
      code: "bad_request",
    });
    const clock = new ManualClock();
    async function* trickling(): AsyncGenerator<Uint8Array> {
      for (let second = 0; second < 130; second += 1) {
        yield new Uint8Array(1);
        clock.advance(1_000);
      }
    }
    await expect(pass(trickling(), clock)).rejects.toMatchObject({ code: "bad_request" });
    async function* quick(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      clock.advance(119_000);
      yield new Uint8Array(1);
    }
    expect((await pass(quick(), clock)).passed).toBe(2);
  });
});
