import { TooltipProvider } from "reka-ui";
import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { render } from "vitest-browser-vue";
import { defineComponent, h, shallowRef } from "vue";
import DataTable from "./DataTable.vue";
import { TABLE_WORDS, type TableWords } from "./table-words.ts";

const WORDS: TableWords = {
  changed: (count) => `${count} changed`,
  refresh: "Refresh",
  tryAgain: "Try again",
  loading: "Loading",
  gone: "gone",
  selectAll: "Select all",
  select: (row) => `Select ${row}`,
  previous: "Previous",
  next: "Next",
  sortedBy: (column, descending) =>
    `Sorted by ${column}, ${descending ? "descending" : "ascending"}`,
  requestId: (id) => `request ${id}`,
  at: () => "14:02:10",
  asOf: () => "As of 14:02:10",
};

interface Row {
  readonly id: string;
  readonly size: number;
}
const row = (id: string, size = 1): Row => ({ id, size });

const stage = async (initial: readonly Row[] | undefined, props: Record<string, unknown> = {}) => {
  const rows = shallowRef(initial);
  const more = shallowRef<Record<string, unknown>>(props);
  const opened = vi.fn<(row: Row) => void>();
  const retried = vi.fn<() => void>();
  const sort = shallowRef("id");
  const selected = shallowRef<readonly string[]>([]);
  const Stage = defineComponent(
    () => () =>
      h(TooltipProvider, () => [
        h(
          DataTable,
          {
            label: "Things",
            columns: [
              { id: "id", label: "Name", sortable: true },
              { id: "size", label: "Size", sortable: true, firstSort: "descending", align: "end" },
            ],
            rows: rows.value,
            rowKey: (one: unknown) => (one as Row).id,
            rowLabel: (one: unknown) => (one as Row).id,
            openable: true,
            selectable: true,
            sort: sort.value,
            "onUpdate:sort": (now: string) => (sort.value = now),
            selected: selected.value,
            "onUpdate:selected": (now: readonly string[]) => (selected.value = now),
            onOpen: (one: unknown) => opened(one as Row),
            onRetry: retried,
            ...more.value,
          },
          {
            "cell-id": (slot: { row: unknown }) => h("span", (slot.row as Row).id),
            "cell-size": (slot: { row: unknown }) => h("span", String((slot.row as Row).size)),
            empty: () => h("p", "There are no things"),
          },
        ),
        h("button", "Elsewhere"),
      ]),
  );
  const screen = await render(Stage, { global: { provide: { [TABLE_WORDS as symbol]: WORDS } } });
  const order = (): string[] =>
    screen
      .getByRole("row")
      .elements()
      .slice(1)
      .map((element) => element.getAttribute("data-row") ?? "");
  return { screen, rows, more, sort, selected, opened, retried, order };
};

it("holds its rows still under a pointer, and counts what changes", async () => {
  const { screen, rows, order } = await stage([row("a"), row("b"), row("c")]);
  await userEvent.hover(screen.getByText("b"));
  rows.value = [row("c", 5), row("x"), row("a", 7)];
  await expect.element(screen.getByText("5")).toBeVisible();
  expect(order()).toEqual(["a", "b", "c"]);
  await expect.element(screen.getByText("gone")).toBeVisible();
  await screen.getByRole("button", { name: /4 changed/ }).click();
  expect(order()).toEqual(["c", "x", "a"]);
});

it("follows at once when nobody is in it", async () => {
  const { screen, rows, order } = await stage([row("a"), row("b")]);
  await userEvent.hover(screen.getByRole("button", { name: "Elsewhere" }));
  rows.value = [row("b"), row("a")];
  await expect.poll(order).toEqual(["b", "a"]);
});

it("takes another order at once, wherever the pointer is", async () => {
  const { screen, rows, sort, order } = await stage([row("a"), row("b")]);
  await screen.getByRole("button", { name: "Size" }).click();
  expect(sort.value).toBe("-size");
  rows.value = [row("b"), row("a")];
  await expect.poll(order).toEqual(["b", "a"]);
  await expect
    .element(screen.getByRole("columnheader", { name: "Size" }))
    .toHaveAttribute("aria-sort", "descending");
});

it("is gone through, opened and chosen from by keys", async () => {
  const { screen, selected, opened } = await stage([row("a"), row("b"), row("c")]);
  (screen.getByRole("row", { name: "a" }).element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}{Enter}");
  expect(opened).toHaveBeenCalledWith(row("b"));
  await userEvent.keyboard("{End} ");
  expect(selected.value).toEqual(["c"]);
  await userEvent.keyboard("{Home} ");
  expect(selected.value).toEqual(["c", "a"]);
});

it("has nothing chosen that is not there: rows that went, and those that another question replaced", async () => {
  const { screen, rows, more, selected } = await stage([row("a"), row("b"), row("c")]);
  for (const name of ["Select a", "Select b"]) await screen.getByRole("checkbox", { name }).click();
  expect(selected.value).toEqual(["a", "b"]);
  rows.value = [row("b"), row("c")];
  await expect.element(screen.getByText("gone")).toBeVisible();
  expect(selected.value).toEqual(["b"]);
  await expect.element(screen.getByRole("checkbox", { name: "Select a" })).not.toBeChecked();
  more.value = { question: "page 2" };
  rows.value = [row("x"), row("y")];
  await expect.element(screen.getByRole("checkbox", { name: "Select x" })).toBeVisible();
  expect(selected.value).toEqual([]);
});

it("shows the shape of what is coming, and a sentence when nothing came", async () => {
  const { screen, rows } = await stage(undefined);
  await expect.element(screen.getByRole("status")).toHaveTextContent("Loading");
  rows.value = [];
  await expect.element(screen.getByText("There are no things")).toBeVisible();
});

it("keeps its rows when a reading fails, and says what, when and where", async () => {
  const { screen, more, retried } = await stage([row("a")]);
  more.value = { failure: { text: "The server failed.", at: 1, requestId: "r-1" } };
  const alert = screen.getByRole("alert");
  for (const text of ["The server failed.", "14:02:10", "request r-1"]) {
    await expect.poll(() => alert.element().textContent).toContain(text);
  }
  await expect.element(screen.getByText("a", { exact: true })).toBeVisible();
  await screen.getByRole("button", { name: "Try again" }).click();
  expect(retried).toHaveBeenCalledOnce();
});

it("says so in its place when there is nothing to keep", async () => {
  const { screen } = await stage(undefined, {
    failure: { text: "The server failed.", at: 1, requestId: "r-2" },
  });
  const alert = screen.getByRole("alert");
  await expect.poll(() => alert.element().textContent).toContain("request r-2");
});
