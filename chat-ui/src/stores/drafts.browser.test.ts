import { expect, it } from "vitest";
import { createApp } from "vue";
import { createMemoryHistory } from "vue-router";
import { chatPlugin } from "../create-app.ts";
import { createChatRouter } from "../router.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { useDrafts } from "./drafts.ts";

const ROOM = "r-standup";

it("goes on with an edit that is begun again, and loses nothing of it", () => {
  const app = createApp({}).use(
    chatPlugin(new FakeChat(), createChatRouter(createMemoryHistory())),
  );
  const drafts = app.runWithContext(() => useDrafts());
  drafts.setText(ROOM, "before");
  drafts.edit(ROOM, 7, "as it was sent");
  drafts.setText(ROOM, "as it should be");
  drafts.edit(ROOM, 7, "as it was sent");
  expect(drafts.get(ROOM).text).toBe("as it should be");
  drafts.cancel(ROOM);
  expect(drafts.get(ROOM)).toEqual({ text: "before" });
});
