import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { Cluster } from "../harness/cluster.ts";
import { promtoolBinary } from "../harness/promtool.ts";
import { Rest, register } from "../harness/rest.ts";
import { ROOT } from "../harness/runtime-command.ts";

const PROMETHEUS = join(ROOT, "deploy/prometheus");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const Rules = v.strictObject({
  groups: v.array(
    v.strictObject({
      name: v.string(),
      rules: v.array(
        v.strictObject({
          alert: v.pipe(v.string(), v.regex(/^Crosstalk[A-Z]\w+$/)),
          expr: v.string(),
          for: v.string(),
          labels: v.strictObject({ severity: v.picklist(["critical", "warning"]) }),
          annotations: v.strictObject({ summary: v.string(), runbook: v.string() }),
        }),
      ),
    }),
  ),
});
const Dashboard = v.object({
  panels: v.array(
    v.object({
      title: v.string(),
      targets: v.optional(v.array(v.object({ expr: v.string() }))),
    }),
  ),
});

const rules = v
  .parse(Rules, parse(read("deploy/prometheus/alerts.yml")))
  .groups.flatMap((group) => group.rules);
const queries = v
  .parse(Dashboard, JSON.parse(read("deploy/grafana/dashboards/crosstalk.json")))
  .panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

const promtool = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(promtoolBinary(), args, {
    cwd: PROMETHEUS,
    encoding: "utf8",
  });
  expect(stdout + stderr).toContain("SUCCESS");
  expect(status).toBe(0);
};

describe("Prometheus", () => {
  test("takes the scrape configurations and the rules", () => {
    promtool("check", "config", "--syntax-only", "prometheus.yml");
    // This promtool is built without what finds pods: all but that is looked at.
    const kubernetes = read("deploy/prometheus/kubernetes.yml").replace(
      /kubernetes_sd_configs:\n +- role: pod\n/,
      "static_configs: []\n",
    );
    const file = join(mkdtempSync(join(tmpdir(), "crosstalk-scrape-")), "prometheus.yml");
    writeFileSync(file, kubernetes.replace("alerts.yml", join(PROMETHEUS, "alerts.yml")));
    promtool("check", "config", "--syntax-only", file);
    promtool("check", "rules", "alerts.yml");
  });

  test("fires each alert where it should, and where it should not, it does not", () => {
    promtool("test", "rules", "alerts.test.yml");
    const tests = read("deploy/prometheus/alerts.test.yml");
    for (const { alert } of rules) {
      expect(tests).toContain(`${alert} fires`);
      expect(tests).toContain(`${alert} does not`);
    }
  });

  test("can ask all that the dashboard asks", () => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-dashboard-"));
    const asked = queries.map((query) =>
      query
        .replaceAll("$__rate_interval", "1m")
        .replaceAll("$job", "crosstalk")
        .replaceAll("$instance", ".*"),
    );
    const file = join(folder, "rules.yml");
    const recorded = asked.map((expr, i) => ({ record: `dashboard:query_${i}:now`, expr }));
    writeFileSync(file, stringify({ groups: [{ name: "dashboard", rules: recorded }] }));
    try {
      promtool("check", "rules", file);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(asked.length).toBeGreaterThan(15);
  });

  test("is told of each alert what to do", () => {
    const page = read("docs/monitoring.md");
    const headings = Array.from(page.matchAll(/^#+ (.+)$/gm), ([, title = ""]) =>
      title.toLowerCase().replaceAll(" ", "-"),
    );
    for (const { alert, annotations } of rules) {
      const [file, anchor = ""] = annotations.runbook.split("#");
      expect(file).toBe("docs/monitoring.md");
      expect(headings, alert).toContain(anchor);
    }
  });
});

describe("the metrics page of a server in a cluster", () => {
  let cluster: Cluster;
  let page: string;
  beforeAll(async () => {
    cluster = await Cluster.start({ runtimes: ["node"], env: { RATE_LIMITS: "off" } });
    const rest = new Rest(cluster.url);
    const { token } = await register(rest, "somebody");
    await rest.call("GET", "/api/rooms/nobody", { token });
    page = await rest.ok<string>("GET", "/metrics");
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  /** Each is declared on the page, whether or not there is something to say of it yet. */
  const declared = (name: string): boolean =>
    page.includes(`# TYPE ${name.replace(/_(bucket|sum|count)$/, "")} `);

  test("has all that alerts and the dashboard go by", () => {
    const asked = [...rules.map(({ expr }) => expr), ...queries].join("\n");
    const names = new Set(asked.match(/crosstalk_\w+/g));
    expect(names.size).toBeGreaterThan(12);
    for (const name of names) expect(declared(name), name).toBe(true);
    for (const what of ["entries_dropped_total", "publishes_dropped_total"]) {
      expect(page).toContain(`crosstalk_bus{what="${what}"}`);
    }
  });

  test("is explained, each figure of it", () => {
    const text = read("docs/monitoring.md");
    for (const [, name] of page.matchAll(/^# TYPE (\w+) /gm)) expect(text).toContain(`\`${name}`);
  });

  test("is all that is explained", () => {
    const rows = read("docs/monitoring.md").matchAll(/^\| `(crosstalk_\w+)` \|/gm);
    for (const [, name = ""] of rows) expect.soft(declared(name), name).toBe(true);
  });
});
