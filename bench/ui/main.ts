import { dashboard } from "./dashboard.ts";
import { idle } from "./idle.ts";
import { flood, scrolling, switching } from "./list.ts";
import { firstLoad, interactions } from "./load.ts";
import type { UiJob, UiMeasure, UiResult } from "./measures.ts";
import { Stage } from "./stage.ts";

type Measure = (job: UiJob) => Promise<UiResult>;

/** On a server and in a browser of its own. */
const staged =
  (measure: (stage: Stage) => Promise<Record<string, number>>): Measure =>
  async () => {
    await using stage = await Stage.start();
    return { chromium: await measure(stage) };
  };

const MEASURES: Readonly<Record<UiMeasure, Measure>> = {
  firstLoad: staged(firstLoad),
  interactions: staged(interactions),
  scrolling: staged(scrolling),
  flood: staged(flood),
  switching: staged(switching),
  idle: staged(idle),
  dashboard: ({ watchMs }) => dashboard(watchMs),
};

/** Measures what its argument, a job as JSON, asks for, and prints the figures as JSON. */
const job = JSON.parse(process.argv[2] ?? "") as UiJob;
console.log(JSON.stringify(await MEASURES[job.measure](job)));
