import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium } from "@playwright/test";
import { Admin } from "../../e2e/admin/admin.ts";
import { firstRowsFromAddressMs, firstRowsMs } from "../../e2e/admin/first-rows.ts";
import { launchOptions } from "../../e2e/chromium.ts";
import {
  countRedraws,
  heapMegabytes,
  hide,
  MainThread,
  noteLongTasks,
  redrawsOf,
  takeLongestTask,
} from "../../e2e/measures.ts";
import { firstScriptBytes } from "../../e2e/sent-script.ts";
import { adminToken, Rest } from "../../tests/harness/rest.ts";
import { startClustered } from "../cluster-targets.ts";
import { runEnforce } from "../load/enforce.ts";
import { OpenStreams } from "../load/statistics.ts";
import { Crowd } from "./crowd.ts";
import { percentile } from "./stage.ts";
import { usageSince } from "./usage.ts";

type Figures = Record<string, number>;

const CLIENTS = 10_000;
const PER_SECOND = 500;
/** How often the list is opened, either way. */
const OPENED = 5;
const CHARTS = 12;
const CHARTS_MS = 60_000;
const HIDDEN_MS = 10_000;
const DASHBOARDS = 10;
const STREAMS_MS = 30_000;
const BANS = 300;

/** The list of connections: how soon it is there, and what watching it for so long leaves. */
const clients = async (browser: Browser, url: string, watchMs: number): Promise<Figures> => {
  const admin = await Admin.at(browser, url);
  const { page } = admin;
  await noteLongTasks(page);
  await admin.signIn("/health");
  const pressed: number[] = [];
  const addressed: number[] = [];
  const loadTasks: number[] = [];
  const tasks: number[] = [];
  for (let i = 0; i < OPENED; i++) {
    await admin.open("/health");
    await admin.isLive();
    loadTasks.push(await takeLongestTask(page));
    pressed.push(await firstRowsMs(page));
    tasks.push(await takeLongestTask(page));
    await page.goto(`${url}/admin/clients`, { waitUntil: "commit" });
    addressed.push(await firstRowsFromAddressMs(page));
    loadTasks.push(await takeLongestTask(page));
  }
  await admin.isLive();
  const before = await heapMegabytes(page);
  // A collection of everything is a task, too.
  await takeLongestTask(page);
  await delay(watchMs);
  tasks.push(await takeLongestTask(page));
  const heapGrowthMegabytes = (await heapMegabytes(page)) - before;
  await admin.leave();
  return {
    firstRowsMs: percentile(pressed, 0.5),
    firstRowsFromAddressMs: percentile(addressed, 0.5),
    heapGrowthMegabytes,
    watchedSeconds: watchMs / 1_000,
    longestTaskMs: Math.max(...tasks),
    longestLoadTaskMs: Math.max(...loadTasks),
  };
};

/** The overview's charts while they are seen, and while they are not. */
const charts = async (browser: Browser, url: string): Promise<Figures> => {
  const admin = await Admin.at(browser, url, { viewport: { width: 1440, height: 1600 } });
  const { page } = admin;
  await countRedraws(page);
  await admin.signIn();
  await admin.isLive();
  const images = page.getByRole("img");
  await images.nth(CHARTS - 1).waitFor();
  if ((await images.count()) !== CHARTS) throw new Error(`there are not ${CHARTS} charts`);
  const thread = await MainThread.of(page);
  await delay(5_000);
  const startedAt = performance.now();
  const busy = await thread.seconds();
  const drawn = await redrawsOf(page);
  await delay(CHARTS_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  const chartsPercent = (((await thread.seconds()) - busy) * 100) / seconds;
  const redrawsPerSecond = ((await redrawsOf(page)) - drawn) / seconds;
  if (redrawsPerSecond < 0.9 * CHARTS) throw new Error("the charts do not move each second");
  await hide(page);
  const before = await redrawsOf(page);
  await delay(HIDDEN_MS);
  const hiddenRedraws = (await redrawsOf(page)) - before;
  await admin.leave();
  return { chartsPercent, redrawsPerSecond, hiddenRedraws };
};

/**
 * The dashboard of a server of three that a crowd comes to and goes from. Answers what the browser, and what the
 * servers had to do.
 */
export const dashboard = async (
  watchMs: number,
): Promise<{ readonly chromium: Figures; readonly cluster: Figures }> => {
  await using running = await startClustered("cluster", []);
  const { target, servers } = running;
  const [first] = servers;
  if (first === undefined) throw new Error("there is no server");
  const { url } = first;
  const urls = servers.map((server) => server.url);
  await using crowd = await Crowd.start({ urls, clients: CLIENTS, perSecond: PER_SECOND });
  await using browser = await chromium.launch(launchOptions());
  const scriptKilobytes = (await firstScriptBytes(url, "/admin/")) / 1_000;

  const used = await usageSince(target, crowd);
  const inClients = await clients(browser, url, watchMs);
  const watched = await used();
  const inCharts = await charts(browser, url);

  await using streams = new OpenStreams(url, await adminToken(new Rest(url)));
  await streams.grow(DASHBOARDS);
  const streamed = await usageSince(target, crowd);
  await delay(STREAMS_MS);
  const { statisticsPercent: tenPercent } = await streamed();
  const enforced = await runEnforce(target, { bans: BANS });
  return {
    chromium: { ...inClients, ...inCharts, scriptKilobytes },
    cluster: { ...watched, tenPercent, ...enforced },
  };
};
