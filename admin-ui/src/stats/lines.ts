import type { RuntimeName } from "../../../src/protocol/primitives.ts";
import { TOTAL } from "./series-board.ts";

/** One line of a chart. */
export interface ChartLine {
  /** A server's id, or `TOTAL`. */
  readonly scope: string;
  readonly label: string;
  /** A custom property of the styles, which differs by theme. */
  readonly colour: `--${string}`;
  /** Lengths of strokes and gaps in px; none: solid. */
  readonly dash: readonly number[];
}

/** More cannot be told apart. */
export const MOST_LINES = 8;

const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [10, 3, 2, 3],
  [4, 4],
  [12, 4],
  [2, 6],
  [7, 3, 2, 3, 2, 3],
];

export interface LineServer {
  readonly server_id: string;
  /** Undefined of one that nobody remembers. */
  readonly runtime: RuntimeName | undefined;
}

/** A line for each server, in the colour of its runtime; for more than can be told apart, one for all. */
export const linesOf = (
  servers: readonly LineServer[],
  totalLabel: string,
): readonly ChartLine[] => {
  if (servers.length === 0 || servers.length > MOST_LINES) {
    return [{ scope: TOTAL, label: totalLabel, colour: "--accent", dash: [] }];
  }
  return servers.map(({ server_id, runtime }, index) => ({
    scope: server_id,
    label: server_id,
    colour: runtime === undefined ? "--ink-muted" : `--runtime-${runtime}`,
    dash: DASHES[index] ?? [],
  }));
};
