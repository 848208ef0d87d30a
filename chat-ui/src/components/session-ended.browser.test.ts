import { expect, it } from "vitest";
import { useReportDrafts } from "../stores/report-drafts.ts";
import { renderOnStage } from "../stories/render-on-stage.ts";
import SessionEnded from "./SessionEnded.vue";

it("has what was begun of a report, which nothing else keeps", async () => {
  const screen = await renderOnStage(SessionEnded);
  const list = screen.getByRole("region", { name: "Not sent" });
  await expect.element(list).not.toBeInTheDocument();
  useReportDrafts().set("r-platform", 7, "they insult everybody");
  await expect.element(list.getByText("they insult everybody")).toBeVisible();
  await expect.element(list.getByRole("button", { name: "Copy" })).toBeVisible();
});
