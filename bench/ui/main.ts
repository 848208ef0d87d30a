import { idle } from "./idle.ts";
import { flood, scrolling, switching } from "./list.ts";
import { firstLoad, interactions } from "./load.ts";
import { UI_MEASURES, type UiMeasure } from "./measures.ts";
import { Stage } from "./stage.ts";

const MEASURES: Readonly<Record<UiMeasure, (stage: Stage) => Promise<Record<string, number>>>> = {
  firstLoad,
  interactions,
  scrolling,
  flood,
  switching,
  idle,
};

/** Measures what its argument names, on a server and in a browser of its own, and prints the figures as JSON. */
const name = UI_MEASURES.find((known) => known === process.argv[2]);
if (name === undefined) throw new Error(`one of ${UI_MEASURES.join(", ")}`);
await using stage = await Stage.start();
console.log(JSON.stringify(await MEASURES[name](stage)));
