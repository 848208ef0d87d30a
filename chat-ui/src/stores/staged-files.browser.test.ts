import { expect, it } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { useStagedFiles } from "./staged-files.ts";

const store = () =>
  createApp({})
    .use(chatPlugin(new FakeChat(), createChatRouter(createMemoryHistory())))
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
