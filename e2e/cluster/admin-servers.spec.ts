import { expect, type Page, test } from "@playwright/test";
import { times } from "../../tests/harness/long.ts";
import { adminToken, Rest, register } from "../../tests/harness/rest.ts";
import { ADMIN_ENV, Admin } from "../admin/admin.ts";
import { unique } from "../person.ts";
import { topologyForSpec } from "../spec-server.ts";
import { Writer } from "../writer.ts";

/** Named, so that one that comes back is the same. */
const topology = topologyForSpec({
  env: ADMIN_ENV,
  envOf: (index) => ({ SERVER_ID: `server-${index + 1}` }),
});

const serverRows = (page: Page) => page.getByRole("table").first().locator("tbody tr[data-row]");
const stateOf = (page: Page, id: string) => page.locator(`tr[data-row="${id}"]`);

test("E 26: three servers with their runtimes and versions; one that is killed is stale within 12 s", {
  tag: ["@cluster", "@timed"],
}, async ({ browser }) => {
  test.setTimeout(120_000);
  const admin = await Admin.signedIn(browser, topology().url);
  const { page } = admin;
  await expect(serverRows(page)).toHaveCount(3);
  for (const [index, { runtime }] of topology().cluster.servers.entries()) {
    const version = new RegExp(`${runtime}\\s*\\d+\\.\\d+`, "i");
    await expect(stateOf(page, `server-${index + 1}`)).toContainText(version);
  }
  const killed = topology().cluster.server(1);
  await killed.kill();
  await expect(stateOf(page, "server-2")).toContainText("stale", { timeout: 12_000 });
  await expect(page.getByTestId("tiles")).toContainText("2 of 3");
  const before = await page.getByTestId("screen-subtitle").innerText();
  await expect(page.getByTestId("screen-subtitle")).not.toHaveText(before);
  await expect(serverRows(page).filter({ hasText: "ok" })).toHaveCount(2);
  await killed.start();
  await expect(page.getByTestId("tiles")).toContainText("3 of 3", { timeout: 30_000 });
  await admin.leave();
});

test("E 27: the totals are the sums of the rows, at every tick", { tag: "@cluster" }, async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { url } = topology();
  const writers = await Promise.all(
    [1, 2, 3].map(() => Writer.withRoom(url, unique("w"), unique("sum"))),
  );
  const admin = await Admin.signedIn(browser, url);
  const { page } = admin;
  await expect(serverRows(page)).toHaveCount(3);
  let stopped = false;
  const writing = (async () => {
    while (!stopped) await Promise.all(writers.map((writer) => writer.write(["a", "b"])));
  })();
  /** One look at the page per tick: tiles and rows must be of the same one. */
  const wrong = await page.evaluate(
    async (samples) => {
      const titles: readonly (readonly [string, number])[] = [
        ["Connections", 0],
        ["Rooms", 1],
        ["Messages in", 2],
        ["Messages out", 3],
      ];
      const differences: string[] = [];
      const look = (): void => {
        for (const [title, column] of titles) {
          const tile = [...document.querySelectorAll('[data-testid="tiles"] a')].find((link) =>
            link.firstElementChild?.textContent?.startsWith(title),
          );
          const exact = tile?.querySelector("[title]")?.getAttribute("title") ?? "";
          const total = Number(exact.replaceAll(",", ""));
          const rows = [...document.querySelectorAll("table tbody tr[data-row]")];
          const sum = rows.reduce(
            (all, row) =>
              all +
              Number(row.querySelectorAll("[data-value]")[column]?.getAttribute("data-value") ?? 0),
            0,
          );
          if (Math.abs(total - sum) > 0.01) differences.push(`${title}: ${total} is not ${sum}`);
        }
      };
      const subtitle = document.querySelector('[data-testid="screen-subtitle"]');
      let last = "";
      for (let seen = 0; seen < samples; ) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = subtitle?.textContent ?? "";
        if (now === last) continue;
        last = now;
        seen += 1;
        look();
      }
      return differences;
    },
    times(10, 50),
  );
  stopped = true;
  await writing;
  for (const writer of writers) writer.stop();
  expect(wrong).toEqual([]);
  await admin.leave();
});

test("what a server has yet to confirm is in sight after a reload, until it has", {
  tag: "@cluster",
}, async ({ browser }) => {
  test.setTimeout(120_000);
  const { cluster } = topology();
  // Not by way of nginx, which would ask the one that is frozen.
  const { url } = cluster.server(0);
  const { user } = await register(new Rest(url), unique("out"));
  const admin = await Admin.signedIn(browser, url, `/users/${user.id}`);
  const { page } = admin;
  const waiting = page.getByTestId("enforcement");
  const { pid } = cluster.server(2);
  process.kill(pid, "SIGSTOP");
  try {
    const token = await adminToken(new Rest(url));
    await new Rest(url).ok("POST", "/api/admin/bans", { token, body: { user_id: user.id } });
    await page.reload();
    await expect(waiting).toContainText("2 of 3 servers confirmed so far");
    await expect(waiting).toContainText("server-3");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await expect(waiting).toContainText("3 of 3 servers confirmed after", { timeout: 30_000 });
  await page.reload();
  await expect(waiting).toContainText("3 of 3 servers confirmed after");
  await admin.leave();
});

test("E 32: a server that was away is a gap in its line, neither zero nor a bridge", {
  tag: "@cluster",
}, async ({ browser }) => {
  test.setTimeout(300_000);
  const admin = await Admin.signedIn(browser, topology().url);
  const { page } = admin;
  await expect(serverRows(page)).toHaveCount(3);
  const down = topology().cluster.server(2);
  await down.kill();
  await expect(stateOf(page, "server-3")).toContainText("stale", { timeout: 30_000 });
  await page.waitForTimeout(times(3_000, 120_000));
  await down.start();
  await expect(stateOf(page, "server-3")).toContainText("ok", { timeout: 30_000 });
  await page.getByRole("figure").filter({ hasText: "Memory" }).hover();
  await page
    .getByRole("figure")
    .filter({ hasText: "Memory" })
    .getByRole("button", { name: "As a table" })
    .click();
  const dialog = page.getByRole("dialog", { name: "Memory" });
  await expect(dialog.getByRole("columnheader", { name: "server-3" })).toBeVisible();
  const column = await dialog.getByRole("columnheader").allInnerTexts();
  const place = column.indexOf("server-3");
  expect(place).toBeGreaterThan(0);
  const values = await dialog
    .locator("tbody tr")
    .evaluateAll(
      (rows, at) => rows.map((row) => row.children[at]?.textContent?.trim() ?? ""),
      place,
    );
  const written = values.map((value) => (value === "–" ? "-" : "x")).join("");
  // Newest first: there again, away for a while, and there before.
  expect(written).toMatch(/x+-+x+/);
  expect(values).not.toContain("0 B");
  await admin.leave();
});
