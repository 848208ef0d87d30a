import { describe, expect, it } from "vitest";
import { settle } from "../../tests/client/support/manual-clock.ts";
import { Files } from "./files.ts";
import { systemClock } from "./system.ts";
import { Uploads } from "./uploads.ts";

const attachment = { id: "a1", name: "a.txt", size: 4, mime: "text/plain" };
const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status });

interface Posted {
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  progress(sent: number): void;
  answer(response: Response): void;
}

/** Files whose requests the test answers. */
const setUp = () => {
  const posted: Posted[] = [];
  const files = new Files({
    url: "",
    tokens: { accessToken: async () => "old", renew: async () => "new" },
    clock: systemClock,
    fetch: () => Promise.reject(new TypeError("not used")),
    postForm: (_url, { headers, signal, progress }) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        posted.push({ token: headers["authorization"], signal, progress, answer: resolve });
      }),
  });
  const nth = (index: number): Posted => {
    const found = posted[index];
    if (found === undefined) throw new Error(`there was no request ${index}`);
    return found;
  };
  return { uploads: new Uploads(files), posted, nth };
};
const source = (key: string) => ({ key, name: `${key}.txt`, blob: new Blob(["text"]) });

describe("uploads", () => {
  it("are joined by key, told in progress, and begun again only after they came to nothing", async () => {
    const { uploads, posted, nth } = setUp();
    const progress: number[] = [];
    uploads.on("progress", ({ sent }) => progress.push(sent));
    const one = uploads.upload(source("a"));
    expect(uploads.upload(source("a"))).toBe(one);
    await settle();
    nth(0).progress(3);
    nth(0).progress(400);
    nth(0).answer(json(413, { error: { code: "too_large", message: "Too large." } }));
    await expect(one).rejects.toMatchObject({ code: "too_large", message: "Too large." });
    const again = uploads.upload(source("a"));
    await settle();
    nth(1).answer(json(201, { attachment }));
    expect(await again).toEqual(attachment);
    expect(posted).toHaveLength(2);
    // The rest of the form is not of the file.
    expect(progress).toEqual([3, 4]);
  });

  it("take another token when theirs has ended", async () => {
    const { uploads, nth } = setUp();
    const upload = uploads.upload(source("a"));
    await settle();
    nth(0).answer(json(401, { error: { code: "unauthenticated", message: "Ended." } }));
    await settle();
    expect([nth(0).token, nth(1).token]).toEqual(["Bearer old", "Bearer new"]);
    nth(1).answer(json(201, { attachment }));
    expect((await upload).id).toBe("a1");
  });

  it("are three at a time, and make room when cancelled, waiting or not", async () => {
    const { uploads, posted, nth } = setUp();
    const all = ["a", "b", "c", "d", "e"].map((key) => uploads.upload(source(key)));
    const ended = all.map((upload) =>
      upload.then(
        () => "done",
        (error) => error.code,
      ),
    );
    await settle();
    expect(posted).toHaveLength(3);
    uploads.cancel("d");
    uploads.cancel("a");
    expect(await ended[0]).toBe("gone");
    expect(await ended[3]).toBe("gone");
    await settle();
    expect(posted).toHaveLength(4);
    for (const index of [1, 2, 3]) nth(index).answer(json(201, { attachment }));
    expect(await Promise.all(ended)).toEqual(["gone", "done", "done", "gone", "done"]);
  });
});
