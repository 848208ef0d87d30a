import { expect, it } from "vitest";
import { onStage } from "../testing/admin-stage.ts";
import { type Page, usePages } from "./use-pages.ts";

type Row = string;
const PAGES: Readonly<Record<string, Page<Row>>> = {
  "": { rows: ["a"], next_cursor: "2" },
  "2": { rows: ["b"], next_cursor: "3" },
  "3": { rows: ["c"] },
};

const stage = () => {
  const waiting: (() => void)[] = [];
  const { made: pages, scope } = onStage(
    () => ({}),
    () =>
      usePages(
        () => "all",
        async (_question, cursor): Promise<Page<Row>> => {
          await new Promise<void>((resolve) => waiting.push(resolve));
          return PAGES[cursor ?? ""] ?? { rows: [] };
        },
      ),
  );
  const shows = async (label: string, rows: readonly Row[]): Promise<void> => {
    const table = () => {
      for (const answer of waiting.splice(0)) answer();
      return pages.table.value;
    };
    await expect.poll(table).toMatchObject({ rows, fetching: false, pages: { label } });
  };
  return { pages, scope, shows };
};

it("turns one page for a click on Next that is repeated before the answer", async () => {
  const { pages, scope, shows } = stage();
  await shows("Page 1", ["a"]);
  pages.table.value.onNext();
  pages.table.value.onNext();
  await shows("Page 2", ["b"]);
  pages.table.value.onPrevious();
  await shows("Page 1", ["a"]);
  scope.stop();
});

it("skips no page when Next follows Previous at once", async () => {
  const { pages, scope, shows } = stage();
  await shows("Page 1", ["a"]);
  pages.table.value.onNext();
  await shows("Page 2", ["b"]);
  pages.table.value.onPrevious();
  pages.table.value.onNext();
  await shows("Page 1", ["a"]);
  pages.table.value.onNext();
  await shows("Page 2", ["b"]);
  scope.stop();
});
