import { afterEach, expect, it } from "vitest";
import { setLocale } from "../i18n/i18n.ts";
import { messageLabel } from "./message-label.ts";

afterEach(() => setLocale("en"));

const message = {
  cid: "c",
  seq: 1,
  server_id: "node-1",
  sender: { id: "u", display_name: "Ana" },
  content: "hi",
  at: 0,
  reply_to: undefined,
  attachments: undefined,
  reactions: [],
};

it("parts what it says as the language does", async () => {
  expect(messageLabel(message)).toMatch(/^Ana, .+, hi$/);
  await setLocale("ar");
  expect(messageLabel(message)).toMatch(/^Ana، .+، hi$/);
});
