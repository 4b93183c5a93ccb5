import { optimalCheckpointInterval } from '../../model/checkpointInterval.ts';
import type {
  CheckpointIntervalInput,
  CheckpointTierInput,
  SimulationInput,
} from '../../simulation/input.ts';
import type { Scenario } from '../schema.ts';
import { nominalSeconds, type RateInput, ratesNeedingTier } from './faultRates.ts';
import { loadTime, type Place, type SavedBytes, stallSeconds, writeSeconds } from './storage.ts';

/** The name of the only tier of a scenario without `tiers`. */
const ONLY_TIER = 'checkpoint';

export function tierNames({ checkpoint }: Scenario): readonly string[] {
  return checkpoint.tiers === undefined ? [ONLY_TIER] : Object.keys(checkpoint.tiers);
}

export function compileCheckpoint(
  scenario: Scenario,
  rateInput: RateInput,
  saved: SavedBytes,
): SimulationInput['checkpoint'] {
  const { checkpoint } = scenario;
  const places = checkpoint.tiers === undefined ? [checkpoint] : Object.values(checkpoint.tiers);
  const names = tierNames(scenario);
  const plain = places.map((place, index) => compilePlace(names[index]!, place, saved));
  const rates = ratesNeedingTier(rateInput, plain);
  const interval = compileInterval(checkpoint.interval, rates[0]!, plain[0]!.stallSeconds);
  const base = Math.max(secondsOf(interval, rateInput, plain[0]!), plain[0]!.writeSeconds);
  const longest = nominalSeconds(rateInput);
  let before = 1;
  const tiers = plain.map((tier, index): CheckpointTierInput => {
    const given = checkpoint.tiers?.[tier.name];
    if (given?.every !== undefined) before = given.every;
    else if (given?.interval !== undefined) {
      const wanted =
        typeof given.interval === 'number'
          ? given.interval
          : optimum(given.interval, rates[index]!, tier.stallSeconds);
      // What no fault needs is still written once a run.
      before *= Math.max(1, Math.round(Math.min(wanted, longest) / (base * before)));
    }
    return { ...tier, every: before };
  });
  return { interval, tiers, final: checkpoint.final };
}

function compilePlace(name: string, place: Place, saved: SavedBytes): Omit<CheckpointTierInput, 'every'> {
  return {
    name,
    stallSeconds: stallSeconds(place, saved),
    writeSeconds: writeSeconds(place, saved),
    load: loadTime(place, saved),
    retained: place.retained === 'all' ? Number.POSITIVE_INFINITY : (place.retained ?? 2),
    lostWith: place.lost_with ?? 'never',
  };
}

function compileInterval(
  interval: Scenario['checkpoint']['interval'],
  rate: number,
  stall: number,
): CheckpointIntervalInput {
  if (typeof interval === 'number') return { kind: 'time', seconds: interval };
  if (interval === 'continuous') return { kind: 'continuous' };
  if (interval === 'none') return { kind: 'time', seconds: Number.POSITIVE_INFINITY };
  if (typeof interval === 'string') return { kind: 'time', seconds: optimum(interval, rate, stall) };
  if (interval.steps !== undefined) return { kind: 'steps', steps: interval.steps };
  if (interval.adaptive === undefined) throw new RangeError('an empty interval was not refused');
  const { rule, weight, assumed_mtbf: assumed } = interval.adaptive;
  return { kind: 'adaptive', rule, weight, assumedMtbfSeconds: assumed ?? 1 / rate };
}

/** Multi-level theory: each tier as if it were alone with the faults that need it or a more durable one. */
function optimum(rule: 'young' | 'daly' | 'exact', rate: number, stall: number): number {
  return rate === 0 ? Number.POSITIVE_INFINITY : optimalCheckpointInterval(rule, 1 / rate, stall);
}

/** Training between two checkpoints of the first tier (s), as far as it is known before the run. */
export function secondsOf(
  interval: CheckpointIntervalInput,
  { job }: Pick<SimulationInput, 'job'>,
  { stallSeconds }: Pick<CheckpointTierInput, 'stallSeconds'>,
): number {
  switch (interval.kind) {
    case 'time':
      return interval.seconds;
    case 'steps': {
      const steps = job.phases.reduce((sum, phase) => sum + phase.steps, 0);
      return (interval.steps * nominalSeconds({ job })) / steps;
    }
    case 'continuous':
      return 0;
    case 'adaptive':
      return optimalCheckpointInterval(interval.rule, interval.assumedMtbfSeconds, stallSeconds);
    default:
      return interval satisfies never;
  }
}
