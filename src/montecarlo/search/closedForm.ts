import type { CheckpointIntervalRule } from '../../model/checkpointInterval.ts';
import { expectRun } from '../../scenario/expectation.ts';
import type { SimulationInput } from '../../simulation/input.ts';

/** What theory says of an axis. */
export type ClosedForm =
  | {
      /** The interval that loses least wall time. */
      readonly kind: 'checkpoint interval';
      readonly rules: readonly { readonly rule: CheckpointIntervalRule; readonly seconds: number }[];
      /** Mean time between what throws the job back, and blocking time of a checkpoint. */
      readonly mtbfSeconds: number;
      readonly stallSeconds: number;
      /** What of the scenario it does not count, in words. */
      readonly leftOut: readonly string[];
    }
  | {
      /** Spares of all kinds together that suffice 99 % of the time: nodes in repair are Poisson. Not what costs least. */
      readonly kind: 'spares';
      readonly meanNodesInRepair: number;
      readonly sparesForNinetyNine: number;
      readonly leftOut: readonly string[];
    };

/** The closed form of a path, null where there is none. Of a scenario with the other paths at their best values. */
export function closedFormOf(path: string, input: SimulationInput): ClosedForm | null {
  if (path === 'checkpoint.interval') {
    const { intervals, mtbfSeconds, leftOut } = expectRun(input);
    const rules = intervals.flatMap(({ rule, intervalSeconds }) =>
      rule === 'scenario' ? [] : [{ rule, seconds: intervalSeconds }],
    );
    if (rules.length === 0) return null;
    const { stallSeconds } = input.checkpoint.tiers[0]!;
    return { kind: 'checkpoint interval', rules, mtbfSeconds, stallSeconds, leftOut };
  }
  if (/^cluster\.spares\.(hot|warm|cold)$/.test(path)) {
    const { meanNodesInRepair, sparesForNinetyNine, leftOut } = expectRun(input);
    return { kind: 'spares', meanNodesInRepair, sparesForNinetyNine, leftOut };
  }
  return null;
}
