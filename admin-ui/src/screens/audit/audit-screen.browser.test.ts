import { expect, it } from "vitest";
import { chained, GENESIS_HASH } from "../../../../src/protocol/audit/audit-chain.ts";
import type { AuditRow } from "../../../../src/protocol/audit/audit-row.ts";
import { renderOnStage } from "../../testing/admin-stage.ts";
import AuditScreen from "./AuditScreen.vue";

const log: AuditRow[] = [];
for (let at = 0; at < 4; at += 1) {
  const said = { id: `r${at}`, at, actor: "a", action: "ban.lift", target: "", ip: "", result: "" };
  log.push(chained(said, log.at(-1)?.hash ?? GENESIS_HASH));
}
const head = { rows: log.length, hash: log.at(-1)?.hash ?? "" };

it("finds no fault in rows whose other order is still on its way", async () => {
  const screen = await renderOnStage(AuditScreen, {}, (_call, query) =>
    query.get("order") === "oldest"
      ? new Promise(() => undefined)
      : { audit: log.toReversed(), users: [], head },
  );
  const table = screen.getByRole("region", { name: "Audit log" });
  await expect.element(table.getByText("Its hash is right").first()).toBeInTheDocument();
  await table.getByRole("button", { name: "Time" }).click();
  await expect.element(table).toHaveAttribute("aria-busy");
  expect(table.element().querySelectorAll("[data-fault]")).toHaveLength(0);
});
