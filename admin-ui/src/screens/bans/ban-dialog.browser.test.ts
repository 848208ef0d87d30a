import { afterEach, expect, it, vi } from "vitest";
import { toLocalText } from "../../logic/local-time.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import BanDialog from "./BanDialog.vue";

afterEach(() => {
  vi.useRealTimers();
});

const MINUTE = 60_000;
const nobody = {
  affected: [],
  affected_total: 0,
  connections: 0,
  of_connections: 0,
  sharing: [],
  sharing_total: 0,
  includes_you: false,
  includes_everyone: false,
};

it("bans nobody until a moment that has passed while the dialog was open, and says so", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000 * MINUTE });
  const target = { kind: "address", text: "203.0.113.7" };
  const screen = await renderOnStage(BanDialog, { target }, () => ({ preview: nobody }));
  await screen.getByText("Until…").click();
  await screen.getByLabelText("Ends").fill(toLocalText(Date.now() + MINUTE));
  const button = screen.getByRole("button", { name: "Ban address" });
  await expect.element(button).toBeEnabled();
  vi.setSystemTime(Date.now() + 2 * MINUTE);
  await expect.element(screen.getByText("This moment has passed.")).toBeVisible();
  await expect.element(button).toBeDisabled();
});

it("insists on no other ban than the one that was insisted on", async () => {
  const refused = { message: "It would bar everybody who is connected.", careful: true };
  const screen = await renderOnStage(BanDialog, {}, () => ({ preview: { ...nobody, refused } }));
  await screen.getByText("Address", { exact: true }).click();
  const address = screen.getByLabelText("Address or CIDR");
  await address.fill("203.0.113.7");
  const force = screen.getByRole("checkbox", { name: "Ban even so" });
  await force.click();
  const button = screen.getByRole("button", { name: "Ban address" });
  await expect.element(button).toBeEnabled();
  await address.fill("203.0.113.8");
  await expect.element(force).toBeVisible();
  await expect.element(force).not.toBeChecked();
  await expect.element(button).toBeDisabled();
});
