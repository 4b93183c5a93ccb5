import { createDistribution } from '../../../src/engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../../../src/engine/distributions/distribution.ts';
import { RandomStreams } from '../../../src/engine/randomStreams.ts';

export const DAY = 86_400;

/** A class of failures of each node: renewed by each, or of a rate that nodes and time change. */
export interface SimulatedClass {
  readonly name: string;
  readonly law?: DistributionSpec;
  /** Failures of a node in a day, and the most it can be. */
  readonly rate?: { readonly most: number; readonly at: (node: number, day: number) => number };
  readonly repair?: DistributionSpec;
}

/** A log of `nodes` nodes over `days` days, rows in the order of nodes; times in days to seven digits. */
export function simulatedLog(
  seed: string,
  nodes: number,
  days: number,
  classes: readonly SimulatedClass[],
): string {
  const streams = new RandomStreams(seed);
  const rows = ['node,time,end,class'];
  for (const { name, law, rate, repair } of classes) {
    const stream = streams.stream(name);
    const time = law === undefined ? null : createDistribution(law);
    const down = repair === undefined ? null : createDistribution(repair);
    for (let node = 0; node < nodes; node++) {
      let day = 0;
      for (;;) {
        const step =
          time === null ? stream.exponential() / (rate?.most ?? 1) : time.quantile(stream.uniform()) / DAY;
        day += step;
        if (day > days) break;
        if (rate !== undefined && stream.uniform() * rate.most >= rate.at(node, day)) continue;
        const end = day + (down === null ? 0 : down.quantile(stream.uniform()) / DAY);
        rows.push(`node-${node},${day.toFixed(7)},${down === null ? '' : end.toFixed(7)},${name}`);
        if (time !== null) day = end;
      }
    }
  }
  return `${rows.join('\n')}\n`;
}
