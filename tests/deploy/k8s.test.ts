import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readConfig } from "../../src/config.ts";
import { SETTINGS } from "../../src/config-values.ts";
import { ROUTES } from "../../src/protocol/rest/routes.ts";
import { ROOT, RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { renderer, validator } from "./kubernetes-tools.ts";

const K8S = join(ROOT, "deploy/k8s");
const OVERLAYS = ["overlays/node", "overlays/bun", "overlays/deno", "overlays/mix"];
/** PROTOCOL §4. */
const DRAIN_SECONDS = 25;

const Labels = v.record(v.string(), v.string());
const Probe = v.object({ httpGet: v.object({ path: v.string(), port: v.string() }) });
const Environment = v.object({ name: v.string(), valueFrom: v.optional(v.unknown()) });
const Container = v.object({
  image: v.string(),
  ports: v.array(v.object({ name: v.string(), containerPort: v.number() })),
  env: v.array(Environment),
  envFrom: v.tuple([v.object({ configMapRef: v.object({ name: v.string() }) })]),
  startupProbe: Probe,
  livenessProbe: Probe,
  readinessProbe: Probe,
  lifecycle: v.object({
    preStop: v.object({ exec: v.object({ command: v.tuple([v.literal("sleep"), v.string()]) }) }),
  }),
  resources: v.object({
    requests: v.object({ cpu: v.string(), memory: v.string() }),
    limits: v.object({ memory: v.string() }),
  }),
  securityContext: v.object({
    allowPrivilegeEscalation: v.literal(false),
    readOnlyRootFilesystem: v.literal(true),
    capabilities: v.object({ drop: v.tuple([v.literal("ALL")]) }),
  }),
});
const Deployment = v.object({
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    // Whoever applies would set it again, whatever the autoscaler had come to.
    replicas: v.optional(v.never()),
    selector: v.object({ matchLabels: Labels }),
    template: v.object({
      metadata: v.object({ labels: Labels }),
      spec: v.object({
        serviceAccountName: v.string(),
        automountServiceAccountToken: v.literal(false),
        terminationGracePeriodSeconds: v.number(),
        securityContext: v.object({
          runAsNonRoot: v.literal(true),
          runAsUser: v.pipe(v.number(), v.minValue(1)),
          seccompProfile: v.object({ type: v.literal("RuntimeDefault") }),
        }),
        containers: v.tuple([Container]),
      }),
    }),
  }),
});
const Service = v.object({
  spec: v.object({ selector: Labels, ports: v.tuple([v.object({ targetPort: v.string() })]) }),
});
const Selecting = v.object({ spec: v.object({ selector: v.object({ matchLabels: Labels }) }) });
const NetworkPolicy = v.object({
  spec: v.object({ podSelector: v.object({ matchLabels: Labels }) }),
});
const Autoscaler = v.object({
  spec: v.object({
    scaleTargetRef: v.object({ kind: v.literal("Deployment"), name: v.string() }),
    minReplicas: v.number(),
    metrics: v.tuple([
      v.object({ pods: v.object({ metric: v.object({ name: v.string() }) }) }),
      v.object({ resource: v.object({ name: v.literal("cpu") }) }),
    ]),
  }),
});
const ConfigMap = v.object({
  metadata: v.object({ name: v.string() }),
  data: v.record(v.string(), v.string()),
});
const Scraping = v.object({
  scrape_configs: v.tuple([
    v.object({
      relabel_configs: v.array(
        v.object({ regex: v.optional(v.string()), target_label: v.optional(v.string()) }),
      ),
    }),
  ]),
});
const Named = v.object({ kind: v.string(), metadata: v.object({ name: v.string() }) });

const objectsOf = (yaml: string): unknown[] =>
  parseAllDocuments(yaml).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

/** All of one kind; each must have the shape that is asked for. */
const ofKind = <T extends v.GenericSchema>(
  objects: readonly unknown[],
  kind: string,
  schema: T,
): v.InferOutput<T>[] =>
  objects
    .filter((object) => v.parse(Named, object).kind === kind)
    .map((object) => v.parse(schema, object));

const checkContainer = (
  container: v.InferOutput<typeof Container>,
  config: v.InferOutput<typeof ConfigMap>,
): void => {
  const { livenessProbe, readinessProbe, startupProbe, ports, env } = container;
  expect(livenessProbe.httpGet.path).toBe(ROUTES.health.path);
  expect(startupProbe.httpGet.path).toBe(ROUTES.health.path);
  expect(readinessProbe.httpGet.path).toBe(ROUTES.ready.path);
  for (const { httpGet } of [livenessProbe, readinessProbe, startupProbe]) {
    expect(ports.map(({ name }) => name)).toContain(httpGet.port);
  }
  expect(config.data["PORT"]).toBe(String(ports[0]?.containerPort));
  const settings = [...env.map(({ name }) => name), ...Object.keys(config.data)];
  expect([...Object.keys(SETTINGS), "NODE_ENV"]).toEqual(expect.arrayContaining(settings));
  // What is secret comes from the Secret, and what is not in the ConfigMap is needed.
  for (const { name, valueFrom } of env) {
    expect.soft(valueFrom, name).toBeDefined();
    expect.soft(config.data, name).not.toHaveProperty(name);
  }
  expect(() => readConfig({ ...config.data, JWT_SECRET: "x".repeat(32) })).not.toThrow();
};

/** What holds for anything that is applied as a whole. */
const checkTogether = (objects: readonly unknown[]): void => {
  const deployments = ofKind(objects, "Deployment", Deployment);
  const names = deployments.map(({ metadata }) => metadata.name);
  const [config] = ofKind(objects, "ConfigMap", ConfigMap);
  if (config === undefined) throw new Error("no ConfigMap");
  const accounts = ofKind(objects, "ServiceAccount", Named).map(({ metadata }) => metadata.name);
  const selectors = [
    ...ofKind(objects, "Service", Service).map(({ spec }) => spec.selector),
    ...ofKind(objects, "PodDisruptionBudget", Selecting).map(
      ({ spec }) => spec.selector.matchLabels,
    ),
    ...ofKind(objects, "NetworkPolicy", NetworkPolicy).map(
      ({ spec }) => spec.podSelector.matchLabels,
    ),
  ];
  expect(selectors).toHaveLength(3);
  for (const { spec } of deployments) {
    const { metadata, spec: pod } = spec.template;
    // All of them take this Deployment's pods, and it takes its own alone.
    for (const selector of selectors) expect(metadata.labels).toMatchObject(selector);
    expect(metadata.labels).toMatchObject(spec.selector.matchLabels);
    expect(accounts).toContain(pod.serviceAccountName);
    const [container] = pod.containers;
    expect(container.envFrom[0].configMapRef.name).toBe(config.metadata.name);
    checkContainer(container, config);
    const waits = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(waits + DRAIN_SECONDS);
  }
  const own = new Set(deployments.map(({ spec }) => JSON.stringify(spec.selector.matchLabels)));
  expect(own.size).toBe(deployments.length);
  for (const { spec } of ofKind(objects, "Service", Service)) {
    for (const { spec: server } of deployments) {
      const ports = server.template.spec.containers[0].ports.map(({ name }) => name);
      expect(ports).toContain(spec.ports[0].targetPort);
    }
  }
  const scaled = ofKind(objects, "HorizontalPodAutoscaler", Autoscaler);
  expect(scaled.map(({ spec }) => spec.scaleTargetRef.name).sort()).toEqual(names.sort());
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const Kustomization = v.object({ resources: v.array(v.string()) });

describe("deploy/k8s", () => {
  test("every file is part of what is applied, and nothing is named that isn't there", () => {
    const files = filesIn(K8S);
    const used = new Set<string>();
    for (const file of files.filter((name) => name.endsWith("/kustomization.yaml"))) {
      used.add(file);
      for (const resource of v.parse(Kustomization, parse(readFileSync(file, "utf8"))).resources) {
        const path = join(dirname(file), resource);
        const target = path.endsWith(".yaml") ? path : join(path, "kustomization.yaml");
        expect.soft(files.map((name) => relative(K8S, name))).toContain(relative(K8S, target));
        used.add(target);
      }
    }
    expect(files.filter((file) => !used.has(file))).toEqual([]);
  });

  test("the base hangs together: selectors, probes, settings, rights and limits", () => {
    const files = filesIn(join(K8S, "base")).filter(
      (name) => !name.endsWith("/kustomization.yaml"),
    );
    checkTogether(files.flatMap((file) => objectsOf(readFileSync(file, "utf8"))));
  });

  test("the autoscaler goes by a figure that servers have", async () => {
    const [autoscaler] = ofKind(
      objectsOf(readFileSync(join(K8S, "base/server/autoscaler.yaml"), "utf8")),
      "HorizontalPodAutoscaler",
      Autoscaler,
    );
    await using server = await ServerProcess.start({ runtime: "node" });
    const figures = await (await fetch(`${server.url}/metrics`)).text();
    expect(figures).toContain(`\n${autoscaler?.spec.metrics[0].pods.metric.name} `);
  });

  test("Prometheus finds its pods, and names them as the autoscaler's adapter asks", () => {
    const { scrape_configs: jobs } = v.parse(
      Scraping,
      parse(readFileSync(join(ROOT, "deploy/prometheus/kubernetes.yml"), "utf8")),
    );
    const [deployment] = ofKind(
      objectsOf(readFileSync(join(K8S, "base/server/deployment.yaml"), "utf8")),
      "Deployment",
      Deployment,
    );
    const { metadata, spec } = deployment?.spec.template ?? {};
    const [keep, ...named] = jobs[0].relabel_configs;
    const name = metadata?.labels["app.kubernetes.io/name"];
    expect(keep?.regex).toBe(`${name};${spec?.containers[0].ports[0]?.name}`);
    expect(named.map(({ target_label }) => target_label)).toEqual(
      expect.arrayContaining(["namespace", "pod"]),
    );
  });

  test("as kustomize renders them, base and overlays hang together too", ({ skip }) => {
    const render = renderer();
    if (render === undefined) skip("needs kubectl, kustomize or Go on PATH");
    for (const overlay of ["base", ...OVERLAYS]) {
      const objects = objectsOf(render?.(join(K8S, overlay)) ?? "");
      checkTogether(objects);
      const servers = ofKind(objects, "Deployment", Deployment);
      const images = servers.map(({ spec }) => spec.template.spec.containers[0].image);
      const scaled = ofKind(objects, "HorizontalPodAutoscaler", Autoscaler);
      expect(scaled.reduce((sum, { spec }) => sum + spec.minReplicas, 0)).toBe(3);
      const runtime = overlay.split("/").at(-1) ?? "";
      const expected = overlay.endsWith("mix") ? RUNTIMES : [overlay === "base" ? "node" : runtime];
      expect(images.sort()).toEqual(expected.map((name) => `crosstalk-${name}:latest`).sort());
    }
  });

  test("kubeconform finds nothing wrong with any of them", ({ skip }) => {
    const render = renderer();
    const validate = validator();
    if (render === undefined || validate === undefined) {
      skip("needs kubeconform, and kubectl or kustomize, or else Go, on PATH");
    }
    for (const overlay of ["base", ...OVERLAYS]) {
      expect(validate?.(render?.(join(K8S, overlay)) ?? ""), overlay).toBe("");
    }
    const misspelt = render?.(join(K8S, "base")).replace("minReadySeconds", "minReadySecond") ?? "";
    expect(validate?.(misspelt)).toContain("minReadySecond");
  });
});
