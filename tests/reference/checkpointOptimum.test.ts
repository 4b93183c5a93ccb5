import { describe, expect, it } from 'vitest';
import { optimalCheckpointInterval } from '../../src/model/checkpointInterval.ts';
import { searchAxes } from '../../src/montecarlo/search/axisSearch.ts';
import { searchAxis } from '../../src/montecarlo/search/searchAxis.ts';
import { parseAxis } from '../../src/montecarlo/sweep/axis.ts';
import type { PointSettings } from '../../src/montecarlo/sweep/points.ts';
import {
  BARE,
  checkpointed,
  DAY,
  faultClass,
  fixed,
  HOUR,
  phase,
  replicate,
} from '../support/simulationInput.ts';

/**
 * Exponential faults that may strike at any time, blocking checkpoints: the exact optimum is M (1 + W0(-e^(-delta/M - 1))), and
 * the search, which knows nothing of it, has to find it. From rare faults and cheap checkpoints to hopeless ones.
 */
const CASES = [
  { ratio: 0.001, range: '20 min..10 h', restartMinutes: 0, widest: 0.08 },
  { ratio: 0.02, range: '10 min..1 d', restartMinutes: 20, widest: 0.08 },
  { ratio: 0.3, range: '1 h..2 d', restartMinutes: 60, widest: 0.12 },
] as const;

const MTBF_SECONDS = DAY;
/** Long enough that the last, shorter interval does not matter. */
const WORK_SECONDS = 100 * MTBF_SECONDS;
const REPLICATIONS = 200;

describe.each(CASES)(
  'the optimum of checkpoints whose stall is $ratio M',
  ({ ratio, range, restartMinutes, widest }) => {
    const stallSeconds = ratio * MTBF_SECONDS;
    const exact = optimalCheckpointInterval('exact', MTBF_SECONDS, stallSeconds);
    const simulate = ([setting]: PointSettings, seed: string): Float64Array => {
      const input = {
        ...BARE,
        job: { ...BARE.job, phases: [phase(WORK_SECONDS)] },
        faults: { ...BARE.faults, classes: [faultClass(MTBF_SECONDS)] },
        checkpoint: checkpointed(setting!.number!, { stallSeconds }, true),
        recovery: { ...BARE.recovery, restart: fixed((restartMinutes / 60) * HOUR) },
      };
      return Float64Array.from(replicate(input, REPLICATIONS, seed), ({ wallSeconds }) => wallSeconds);
    };

    it.each(['one', 'two'])('lies in the interval that a search finds, with luck %s', (luck) => {
      const axis = searchAxis(
        parseAxis(`checkpoint.interval=${range}`, () => undefined),
        false,
      );
      const known = new Map<string, Float64Array>();
      const search = searchAxes([axis], 0.99);
      let step = search.next();
      while (!step.done) {
        for (const point of step.value) {
          const { text } = point[0]!;
          if (!known.has(text)) known.set(text, simulate(point, `optimum ${ratio} ${luck}`));
        }
        step = search.next(([setting]) => known.get(setting!.text)!);
      }
      const { low, high, chosen, method } = step.value.axes[0]!;
      const found = `${low!.text} to ${high!.text} by ${method}, exact ${exact / 60} min`;
      expect(low!.number!, found).toBeLessThan(exact);
      expect(high!.number!, found).toBeGreaterThan(exact);
      expect((high!.number! - low!.number!) / exact, found).toBeLessThan(widest);
      expect(Math.abs(chosen.number! / exact - 1), found).toBeLessThan(widest);
      expect(known.size).toBeLessThan(40);
    });
  },
);
