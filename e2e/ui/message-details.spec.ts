import { expect, type Locator } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

/** What the dialog says under this name. */
const detail = (dialog: Locator, name: string): Locator =>
  dialog.locator(`dt:text-is("${name}") + dd`);
const stepsOf = (dialog: Locator): Promise<string[]> =>
  dialog
    .locator("[data-step]")
    .evaluateAll((steps) => steps.map((step) => step.getAttribute("data-step") ?? ""));
/** Times of a day and how long after the first, as they are shown. */
const TIME = /^\d{1,2}:\d{2}:\d{2}\.\d{3}.*\+\d[\d,]* ms$/;

test("a message tells its number, the server that took it, and when it was where", async ({
  browser,
}) => {
  const room = unique("way");
  const writer = await Writer.withRoom(server().url, unique("w"), room);
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.joinByName(room);
  await ana.send("mine");
  await expect(ana.message("mine")).toHaveAttribute("data-seq", /\d/);
  await writer.write(["theirs"]);
  await expect(ana.message("theirs")).toBeVisible();
  const { messages } = await writer.chat.rest.call("messages", {
    params: { room_id: writer.roomId },
    query: {},
  });
  const dialog = ana.page.getByRole("dialog", { name: "Message details" });
  for (const [text, steps] of [
    ["mine", ["pressed", "taken", "acked"]],
    ["theirs", ["taken", "arrived", "shown"]],
  ] as const) {
    const stored = messages.find(({ content }) => content === text);
    await ana.act(text, "Details");
    await expect(detail(dialog, "Number in the room")).toHaveText(String(stored?.seq));
    await expect(detail(dialog, "Taken by server")).toHaveText(stored?.server_id ?? "");
    await expect(detail(dialog, "Sender")).toHaveText(stored?.sender.id ?? "");
    await expect.poll(() => stepsOf(dialog)).toEqual(steps);
    await expect(dialog.locator("[data-step]").last()).toHaveText(TIME);
    await ana.page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});
