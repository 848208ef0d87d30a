import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const server = serverForSpec();

test("a name that runs from right to left moves nothing beside it", async ({ browser }) => {
  const { url } = server();
  const room = unique("bidi");
  const plain = await Person.registered(browser, url, unique("p"), { displayName: "Mallory" });
  await plain.createRoom(room, "Public");
  // Digits and brackets beside it would change places, were the name not kept apart.
  const other = await Person.registered(browser, url, unique("o"), { displayName: "(אבג 12" });
  await other.joinByName(room);
  await plain.send("one");
  await other.send("two");
  await expect(plain.message("two")).toBeVisible();
  for (const text of ["one", "two"]) {
    const name = await plain.message(text).locator("bdi").first().boundingBox();
    const time = await plain.message(text).locator("time").first().boundingBox();
    if (name === null || time === null) throw new Error("a message without its head");
    expect(time.x).toBeGreaterThanOrEqual(name.x + name.width);
  }
  await plain.leave();
  await other.leave();
});
