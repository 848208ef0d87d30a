import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFilePart } from "./multipart.ts";

const TYPE = "multipart/form-data; boundary=xyz";
const HEAD = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
const END = "\r\n--xyz--\r\n";

/** In chunks of these lengths, the last of them over and over. */
async function* chunks(body: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < body.length; i += 1) {
    const length = lengths[Math.min(i, lengths.length - 1)] ?? 1;
    yield body.subarray(at, at + length);
    at += length;
  }
}

const latin1 = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const read = async (body: Uint8Array | string, lengths: readonly number[] = [7], type = TYPE) => {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const part = await readFilePart(type, chunks(bytes, lengths), "file");
  const content: number[] = [];
  for await (const chunk of part.bytes) content.push(...chunk);
  return { name: part.name, content: Uint8Array.from(content) };
};

describe("a multipart body", () => {
  it("gives its file, whatever is in it and however it comes", async () => {
    await fc.assert(
      fc.asyncProperty(
        // Of what its end is made of, so that it is met halfway.
        fc.array(fc.oneof(fc.constantFrom(13, 10, 45, 120, 121), fc.nat(255)), { maxLength: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
        async (content, lengths) => {
          const text = String.fromCharCode(...content);
          fc.pre(!`${text}\r\n`.includes("\r\n--xyz"));
          const got = await read(latin1(HEAD + text + END), lengths);
          expect(got).toEqual({ name: "a.txt", content: Uint8Array.from(content) });
        },
      ),
    );
  });

  it.each([
    ['form-data; name="file"; filename="b c.txt"', "b c.txt"],
    ['form-data; filename="x"; name="file"', "x"],
    ['FORM-DATA; NAME="file"; FILENAME="x"', "x"],
    ['form-data; name="file"; filename=""', ""],
    ['form-data; name="file"; filename="a%22b%0D%0Ac.txt"', 'a"b\r\nc.txt'],
    ['form-data; name="file"; filename="Größe.txt"', "Größe.txt"],
    ['form-data; name="file"; filename="..\\..\\x"', "..\\..\\x"],
  ])("whose file is described as %s", async (disposition, name) => {
    const head = `--xyz\r\nContent-Type: text/html\r\nContent-Disposition: ${disposition}\r\n\r\n`;
    expect((await read(`${head}hello${END}`)).name).toBe(name);
  });

  it("may quote its boundary, and name it among other parameters", async () => {
    const body = `${HEAD}hello${END}`;
    const quoted = await read(body, [5], 'multipart/form-data; charset=utf-8; boundary="xyz"');
    expect(quoted.name).toBe("a.txt");
  });

  it.each([
    ["nothing at all", ""],
    ["no boundary", "hello"],
    ["another boundary", `${HEAD}hello${END}`.replaceAll("xyz", "abc")],
    ["an end only", "--xyz--\r\n"],
    ["no end", `${HEAD}hello`],
    ["half an end", `${HEAD}hello\r\n--xyz`],
    ["headers without an end", '--xyz\r\nContent-Disposition: form-data; name="file"'],
    ["headers without end", `--xyz\r\nX: ${"x".repeat(9_000)}\r\n\r\nhello${END}`],
    ["no disposition", `--xyz\r\nContent-Type: text/plain\r\n\r\nhello${END}`],
    ["a field and no file", `${HEAD.replace('; filename="a.txt"', "")}hello${END}`],
    ["a file of another name", `${HEAD.replace('"file"', '"other"')}hello${END}`],
    ["a second part", `${HEAD}hello\r\n${HEAD}again${END}`],
    ["something before it", `hello\r\n${HEAD}hello${END}`],
  ])("with %s is refused", async (_what, body) => {
    await expect(read(body)).rejects.toMatchObject({ code: "bad_request" });
  });

  it.each(["", "application/json", "multipart/form-data", "multipart/form-data; boundary="])(
    "of the type %j is refused",
    async (type) => {
      await expect(read(`${HEAD}hello${END}`, [9], type)).rejects.toMatchObject({
        code: "bad_request",
      });
    },
  );
});
