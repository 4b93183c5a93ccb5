import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import { takesPair } from '../../simulation/checkpointCopies.ts';
import type { CheckpointTierInput, FaultClassInput, SimulationInput } from '../../simulation/input.ts';

/** What the rates of a run follow from. */
export type RateInput = Pick<SimulationInput, 'job' | 'topology' | 'lemons' | 'spares' | 'faults' | 'spikes'>;

/**
 * Faults of each class that strike the whole job per second while it has all its nodes: the later rate of a class that
 * drifts, lemons by their share, a trace by its mean over the run or the log, whichever is longer.
 */
export function jobFaultRates(input: RateInput): number[] {
  const { faults, job } = input;
  if (faults.trace === null) return faults.classes.map((faultClass) => classRate(faultClass, input));
  const seconds = Math.max(nominalSeconds(input), faults.trace[faults.trace.length - 1]?.seconds ?? 0);
  const rates = faults.classes.map(() => 0);
  for (const event of faults.trace) {
    const { scope } = faults.classes[event.class]!;
    if (strikesJob(event.node, scope, input.topology, job.nodes)) rates[event.class]! += 1 / seconds;
  }
  return rates;
}

/** Whether an event of a log at a node strikes a node of the job, which has the first `nodes` of them. */
export function strikesJob(
  node: number,
  scope: FaultClassInput['scope'],
  topology: SimulationInput['topology'],
  nodes: number,
): boolean {
  if (scope === 'job' || scope === 'site') return true;
  return (scope === 'gpu' || scope === 'node' ? node : node - (node % topology[scope])) < nodes;
}

function classRate(faultClass: FaultClassInput, { job, topology, lemons, spares }: RateInput): number {
  const { scope, unitsPerNode, timeToFault, takenBack } = faultClass;
  const { mean } = createDistribution(timeToFault);
  const total = job.nodes + spares.hot + spares.warm + spares.cold + spares.shared;
  if (takenBack === true) return job.nodes / mean;
  switch (scope) {
    case 'gpu':
    case 'node':
      return (job.nodes * unitsPerNode * (1 + (lemons.nodes / total) * (lemons.multiple - 1))) / mean;
    case 'rack':
    case 'switch':
    case 'cooling_zone':
    case 'power_zone':
      return Math.ceil(job.nodes / topology[scope]) / mean;
    case 'site':
    case 'job':
      return 1 / mean;
    default:
      return scope satisfies never;
  }
}

/** Faults per second that stop the job, and of those that throw it back to a checkpoint when they are found. */
export function throwsBack({ effect }: FaultClassInput): boolean {
  return effect.kind !== 'slow';
}

/**
 * For each tier the rate of what must be restored from it or from a more durable one; at the end the rate of what no tier
 * survives.
 */
export function ratesNeedingTier(
  input: RateInput,
  tiers: readonly Pick<CheckpointTierInput, 'lostWith'>[],
): number[] {
  const rates = jobFaultRates(input);
  const needing = Array.from({ length: tiers.length + 1 }, () => 0);
  const add = (rate: number, lost: (tier: number) => number) => {
    let share = 1;
    needing[0]! += rate;
    // Each fault loses the tiers of one kind together: of several kinds the most durable decides.
    for (let tier = 0; tier < tiers.length; tier++) {
      share = Math.min(share, lost(tier));
      needing[tier + 1]! += rate * share;
    }
  };
  input.faults.classes.forEach((faultClass, index) => {
    if (throwsBack(faultClass))
      add(rates[index]!, (tier) => lostProbability(faultClass, tiers[tier]!, tier, input));
  });
  add(spikesPerSecond(input), (tier) => Number(tiers[tier]!.lostWith === 'restart'));
  return needing;
}

/** Of faults that strike the job, the share that a tier does not survive; a pair of copies lost by two faults is left out. */
function lostProbability(
  { scope, effect, transientProbability, survivingTiers }: FaultClassInput,
  { lostWith }: Pick<CheckpointTierInput, 'lostWith'>,
  tier: number,
  input: Pick<RateInput, 'job' | 'topology'>,
): number {
  if (effect.kind === 'silent') return Number(lostWith === 'restart');
  if (survivingTiers !== null) return Number(!survivingTiers[tier]!);
  switch (lostWith) {
    case 'restart':
      return 1;
    case 'node':
      return scope === 'job' ? 0 : 1 - transientProbability;
    case 'pair':
      return (1 - transientProbability) * pairShare(scope, input);
    case 'never':
      return 0;
    default:
      return lostWith satisfies never;
  }
}

/** Share of the units of a scope with nodes of the job, the last one perhaps in part, whose loss takes both copies of a pair. */
function pairShare(
  scope: FaultClassInput['scope'],
  { job, topology }: Pick<RateInput, 'job' | 'topology'>,
): number {
  switch (scope) {
    case 'job':
      return 0;
    case 'gpu':
    case 'node':
      return Number(takesPair(1, job.nodes));
    case 'site':
      return 1;
    case 'rack':
    case 'switch':
    case 'cooling_zone':
    case 'power_zone': {
      const size = Math.min(topology[scope], job.nodes);
      // Of two units the first is the larger one, and of more none has more than half.
      return takesPair(size, job.nodes) ? 1 / Math.ceil(job.nodes / size) : 0;
    }
    default:
      return scope satisfies never;
  }
}

export function spikesPerSecond({ spikes, job }: Pick<SimulationInput, 'spikes' | 'job'>): number {
  if (spikes === null) return 0;
  const tokens = job.phases.reduce((sum, phase) => sum + phase.tokens, 0);
  return (spikes.perToken * tokens) / nominalSeconds({ job });
}

export function nominalSeconds({ job }: Pick<SimulationInput, 'job'>): number {
  return job.phases.reduce((sum, phase) => sum + phase.nominalSeconds, 0);
}
