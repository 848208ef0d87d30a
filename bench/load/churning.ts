import { Churn, type ChurnOptions } from "../../e2e/admin/churn.ts";

export interface ChurningPlan extends ChurnOptions {
  /** Of all servers. */
  readonly urls: readonly string[];
}

export interface ChurningState {
  readonly connected: number;
  /** Since all were there. */
  readonly turned: number;
  readonly failed: number;
}

/**
 * A crowd that comes and goes, in a process of its own: says how it is once all are there, and whenever it is
 * asked. It ends with whoever started it.
 */
process.once("disconnect", () => process.exit(0));
const plan = JSON.parse(process.argv[2] ?? "") as ChurningPlan;
const churn = await Churn.start(plan.urls, plan);
const say = (): void => {
  const state: ChurningState = {
    connected: churn.size,
    turned: churn.turned,
    failed: churn.failed,
  };
  process.send?.(state);
};
process.on("message", say);
say();
