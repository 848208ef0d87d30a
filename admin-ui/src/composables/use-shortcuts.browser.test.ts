import { expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { h } from "vue";
import { renderOnStage } from "../testing/admin-stage.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const stage = async () => {
  const ran: string[] = [];
  const run = (command: string) => (): void => {
    ran.push(command);
  };
  const screen = await renderOnStage(
    {
      setup: () => {
        useShortcuts(
          {
            help: run("help"),
            filter: run("filter"),
            pause: run("pause"),
            earlier: run("earlier"),
            later: run("later"),
            "earlier-minute": run("earlier-minute"),
            "later-minute": run("later-minute"),
            live: run("live"),
          },
          (to) => ran.push(to),
        );
        const choice = (name: string) =>
          h("label", [h("input", { type: "radio", name: "range" }), name]);
        return () => [choice("1 h"), choice("6 h"), h("input", { "aria-label": "Search" })];
      },
    },
    {},
  );
  return { screen, ran };
};

it("holds where a choice was clicked, but for the keys that choose", async () => {
  const { screen, ran } = await stage();
  const second = screen.getByRole("radio", { name: "6 h" });
  await second.click();
  await userEvent.keyboard("gn?/{Escape}");
  expect(ran).toEqual(["servers", "help", "filter", "live"]);
  await userEvent.keyboard("{ArrowLeft} ");
  expect(ran).toHaveLength(4);
  await expect.element(screen.getByRole("radio", { name: "1 h" })).toBeChecked();
});

it("leaves what is typed to its field", async () => {
  const { screen, ran } = await stage();
  await screen.getByLabelText("Search").click();
  await userEvent.keyboard("gn? /{ArrowLeft}");
  expect(ran).toEqual([]);
});
