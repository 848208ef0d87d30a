import { expect, it, vi } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { useStagedFiles } from "./staged-files.ts";

const store = (chat = new FakeChat()) =>
  createApp({})
    .use(chatPlugin(chat, createChatRouter(createMemoryHistory())))
    .runWithContext(() => useStagedFiles());

it("gives a picture along that was pasted right before Enter, though it is still being read", async () => {
  const staged = store();
  staged.add("r1", [new File(["not read yet"], "shot.png", { type: "image/png" })]);
  const [file, ...more] = staged.take("r1");
  expect(more).toEqual([]);
  expect(file).toMatchObject({ name: "shot.png", mime: "image/png", size: 12 });
  expect(await file?.blob.text()).toBe("not read yet");
  expect(staged.get("r1")).toEqual([]);
});

it("keeps back what may be a folder until it has been read", async () => {
  const staged = store();
  staged.add("r1", [new File(["text"], "Makefile")]);
  expect(staged.take("r1")).toEqual([]);
  await expect.poll(() => staged.get("r1").map(({ state }) => state)).toEqual(["uploaded"]);
  expect(staged.take("r1")).toHaveLength(1);
});

it("tries again what the server refused while a message takes it, as after something was deleted for it", async () => {
  const chat = new FakeChat();
  vi.spyOn(chat.uploads, "upload").mockRejectedValueOnce(
    new ProtocolError("too_large", "Your files would take up more than 50 MiB."),
  );
  const staged = store(chat);
  const states = () => staged.get("r1").map(({ state }) => state);
  staged.add("r1", [new File(["one too many"], "a.txt", { type: "text/plain" })]);
  await expect.poll(states).toEqual(["refused"]);
  const [refused] = staged.get("r1");
  const others = Array.from({ length: staged.most }, (_, i) => new File(["b"], `${i}.txt`));
  staged.add("r1", others);
  staged.retry("r1", refused?.key ?? "");
  expect(states()[0]).toBe("refused");
  staged.remove("r1", staged.get("r1")[1]?.key ?? "");
  staged.retry("r1", refused?.key ?? "");
  await expect.poll(() => states()[0]).toBe("uploaded");
});
