import { expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import SearchPanel from "./SearchPanel.vue";

it.each([
  ["from:nobody x", "Choose a person from the list for “from:nobody”, or remove it."],
  ["in:nowhere x", "Choose a room from the list for “in:nowhere”, or remove it."],
  ["before:nonsense x", "“before:nonsense” is no day."],
  ["after:2026-02-30 x", "“after:2026-02-30” is no day."],
  ["has:cake x", "“has:cake” is not known: there is only has:file."],
  ["after:2026-02-03 before:2026-02-03 x", "No day is both since the one and before the other."],
  ["x".repeat(201), "That is too long to search for."],
])("says beside %s what is wrong with it, and keeps it", async (text, said) => {
  const screen = await renderOnStage(SearchPanel);
  const field = screen.getByRole("combobox");
  await field.fill(text);
  await expect.element(screen.getByText(said, { exact: false })).toBeVisible();
  // What was understood became a filter; the rest stands as it was typed.
  await expect.element(field).toHaveValue(text.replace(/(?:after|before):2026-02-03 /g, ""));
});

it("searches for words between quotation marks, closed or not", async () => {
  const screen = await renderOnStage(SearchPanel);
  await screen.getByRole("combobox").fill('"never closed');
  await userEvent.keyboard("{Enter}");
  await expect.element(screen.getByText("No message matches this search.")).toBeVisible();
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
});
