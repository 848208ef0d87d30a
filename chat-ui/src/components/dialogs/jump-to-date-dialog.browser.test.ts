import { afterEach, expect, it } from "vitest";
import { setLocale } from "../../i18n/i18n.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import JumpToDateDialog from "./JumpToDateDialog.vue";

afterEach(() => setLocale("en"));

it("says in the app's language why it goes nowhere", async () => {
  await setLocale("de");
  const createdAt = new Date(2026, 2, 1, 12).getTime();
  const screen = await renderOnStage(JumpToDateDialog, { open: true, createdAt });
  const field = screen.getByLabelText("Ein anderer Tag");
  const go = screen.getByRole("button", { name: "Springen" });
  const alert = screen.getByRole("alert");
  for (const [day, said] of [
    ["", "Bitte ausfüllen."],
    ["2026-02-28", "Der Raum beginnt am 1. März 2026."],
    ["9999-01-01", "Dieser Tag ist noch nicht da."],
  ] as const) {
    await field.fill(day);
    await expect.element(alert).not.toBeInTheDocument();
    await go.click();
    await expect.element(alert).toHaveTextContent(said);
    await expect.element(field).toBeInvalid();
    await expect.element(field).toHaveAccessibleDescription(said);
    await expect.element(field).toHaveFocus();
  }
  expect(screen.emitted("day")).toBeUndefined();
  await field.fill("2026-03-01");
  await go.click();
  expect(screen.emitted("day")).toEqual([[new Date(2026, 2, 1).getTime()]]);
});
