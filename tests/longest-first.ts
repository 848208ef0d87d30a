import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Contracts and suites of a few lines that run for minutes: begun last, each would run alone at the end. */
const LONG = [
  "tests/contract/mongo.test.ts",
  "tests/chaos/chaos.test.ts",
  "tests/realtime/cluster.test.ts",
  "tests/realtime/embedded.test.ts",
  "tests/contract/redis.test.ts",
  "tests/cluster/start.test.ts",
  "tests/faults/cluster-black-hole.test.ts",
  "tests/contract/sqlite.test.ts",
];

/** Vitest goes by the size of a file, until it knows from an earlier run how long each takes. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
