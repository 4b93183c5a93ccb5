import { createDistribution } from '../../engine/distributions/createDistribution.ts';
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
    if (throwsBack(faultClass)) add(rates[index]!, (tier) => lostProbability(faultClass, tier, tiers));
  });
  add(spikesPerSecond(input), (tier) => Number(tiers[tier]!.lostWith === 'restart'));
  return needing;
}

function lostProbability(
  { scope, effect, transientProbability, survivingTiers }: FaultClassInput,
  tier: number,
  tiers: readonly Pick<CheckpointTierInput, 'lostWith'>[],
): number {
  if (survivingTiers !== null && effect.kind !== 'silent') return Number(!survivingTiers[tier]!);
  const { lostWith } = tiers[tier]!;
  if (lostWith === 'restart') return 1;
  return lostWith === 'node' && scope !== 'job' && effect.kind !== 'silent' ? 1 - transientProbability : 0;
}

export function spikesPerSecond({ spikes, job }: Pick<SimulationInput, 'spikes' | 'job'>): number {
  if (spikes === null) return 0;
  const tokens = job.phases.reduce((sum, phase) => sum + phase.tokens, 0);
  return (spikes.perToken * tokens) / nominalSeconds({ job });
}

export function nominalSeconds({ job }: Pick<SimulationInput, 'job'>): number {
  return job.phases.reduce((sum, phase) => sum + phase.nominalSeconds, 0);
}
