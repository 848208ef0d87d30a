import { expect, it } from "vitest";
import { renderOnStage } from "../../testing/admin-stage.ts";
import UserPicker from "./UserPicker.vue";

it("says that nobody is found of the name that stands there, and not of the one before", async () => {
  const asked: (string | null)[] = [];
  const screen = await renderOnStage(UserPicker, { modelValue: "" }, (_call, query) => {
    asked.push(query.get("query"));
    return asked.length === 1 ? { users: [] } : new Promise(() => undefined);
  });
  const nobody = screen.getByText("Nothing matches these filters.");
  await screen.getByLabelText("User").fill("mia");
  await expect.element(nobody).toBeVisible();
  await screen.getByLabelText("User").fill("maya");
  await expect.poll(() => asked).toEqual(["mia", "maya"]);
  await expect.element(nobody).not.toBeInTheDocument();
});
