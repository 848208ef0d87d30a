import { expect, it } from "vitest";
import { h } from "vue";
import { ProtocolError } from "../../../../src/protocol/errors.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../../src/protocol/settings.ts";
import NoticeStack from "../../../../ui/NoticeStack.vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import LimitsScreen from "./LimitsScreen.vue";

const { limits } = DEFAULT_SETTINGS;
const NEW: Settings = { limits: { ...limits, login: { ...limits.login, window: 11 } } };
const SAVED = "The new limits are in force on every server that answered.";
const lost = new ProtocolError("unavailable", "");

const stage = async (put: () => unknown, get: () => unknown) => {
  const screen = await renderOnStage(
    { render: () => [h(LimitsScreen), h(NoticeStack)] },
    {},
    (call) => (call.startsWith("PUT ") ? put() : get()),
  );
  await screen.getByLabelText("Sign-ins: at most").fill("11");
  await screen.getByRole("button", { name: "Set the limits" }).click();
  const dialog = screen.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Set the limits" });
  await confirm.click();
  return { screen, dialog, confirm };
};

it("calls nobody faster where what was set can't be read again", async () => {
  let set = false;
  const { screen } = await stage(
    () => {
      set = true;
      return NEW;
    },
    () => {
      if (set) throw lost;
      return DEFAULT_SETTINGS;
    },
  );
  await expect.element(screen.getByText(SAVED)).toBeVisible();
  await expect.element(screen.getByText(/Somebody else/)).not.toBeInTheDocument();
});

it("takes what is in force for what it set by a call whose answer was lost", async () => {
  let holds = DEFAULT_SETTINGS;
  const { screen, dialog, confirm } = await stage(
    () => {
      if (holds === NEW) throw new ProtocolError("conflict", "Others are in force by now.");
      holds = NEW;
      throw lost;
    },
    () => holds,
  );
  await expect.element(dialog.getByText(/It may have been done all the same/)).toBeVisible();
  await confirm.click();
  await expect.element(screen.getByText(SAVED)).toBeVisible();
  await expect.element(screen.getByText(/Another admin/)).not.toBeInTheDocument();
  await expect.element(screen.getByRole("button", { name: "Discard" })).not.toBeInTheDocument();
});

it("leaves what was written after the limits were sent", async () => {
  const answer = Promise.withResolvers<Settings>();
  let set = false;
  const { screen, dialog } = await stage(
    () => {
      set = true;
      return answer.promise;
    },
    () => (set ? NEW : DEFAULT_SETTINGS),
  );
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await screen.getByLabelText("New accounts: at most").fill("12");
  answer.resolve(NEW);
  await expect.element(screen.getByText(SAVED)).toBeVisible();
  await expect.element(screen.getByLabelText("New accounts: at most")).toHaveValue("12");
  await expect.element(screen.getByText(/Another admin/)).not.toBeInTheDocument();
});
