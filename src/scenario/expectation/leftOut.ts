import type { SimulationInput } from '../../simulation/input.ts';
import { isPlant } from '../../simulation/site/facility.ts';

/** What of a scenario the closed forms do not count, in words; empty when they count all of it. */
export function leftOut(input: SimulationInput): string[] {
  const { faults, checkpoint, diagnosis, repair, job, spares } = input;
  const { classes } = faults;
  const strikes = (kind: string) =>
    classes.some(
      ({ effect, timeToFault, onArrivalProbability }) =>
        effect.kind === kind &&
        (onArrivalProbability > 0 ||
          faults.trace !== null ||
          timeToFault.kind !== 'exponential' ||
          timeToFault.mean < Number.POSITIVE_INFINITY),
    );
  const facts: readonly (readonly [boolean, string])[] = [
    [strikes('slow'), 'slow nodes, and stopping to replace them'],
    [strikes('silent'), 'silent corruption older than the checkpoints that are kept'],
    [classes.some(({ drift }) => drift !== null), 'the drift of rates: the later rate counts'],
    [classes.some((one) => one.onArrivalProbability > 0), 'nodes that are defective on arrival'],
    [
      classes.some(({ timeToFault }) => timeToFault.kind !== 'exponential'),
      'ageing: the mean rate counts, not that new nodes fail more or less often',
    ],
    [faults.trace !== null, 'when the failures of the log strike: their mean rate counts'],
    [input.lemons.nodes > 0, 'lemons that are mended or given up'],
    [input.divergencePerToken > 0, 'fatal divergence'],
    [
      input.spikes !== null && checkpoint.tiers.every(({ retained }) => retained < Number.POSITIVE_INFINITY),
      'loss spikes thrown back further than the checkpoints that are kept',
    ],
    [
      diagnosis.missedProbability > 0 || diagnosis.wrongProbability > 0,
      'failed nodes that diagnosis misses or mistakes',
    ],
    [repair.crew < Number.POSITIVE_INFINITY, 'waiting for technicians'],
    [
      repair.successProbability < 1 || repair.retireProbability > 0 || input.removal.kind !== 'never',
      'nodes that stay broken or are given up',
    ],
    [
      typeof input.money.usdPerJoule !== 'number',
      'at which hours energy is used: the mean price of the year counts',
    ],
    [
      isPlant(input.power.pue),
      'the season of the run and what energy costs in hot hours: the mean PUE of the year counts',
    ],
    [input.money.demandUsdPerWattMonth > 0, 'the demand charge'],
    [input.power.capFacilityWatts < Number.POSITIVE_INFINITY, 'clocks lowered for the power cap'],
    [input.power.demandResponse.length > 0, 'pauses and caps of demand response'],
    [input.heat !== null, 'GPUs that throttle, and what they leak in warm rooms'],
    [input.heat?.plant != null, 'failures of the cooling plant, and zones that are switched off'],
    [job.elastic !== null, 'training at less than full width'],
    [spares.shared > 0 || spares.gather === 'reselect', 'preempting and selecting nodes'],
    [checkpoint.interval.kind === 'adaptive', 'that the interval adapts'],
    [checkpoint.tiers.length > 1, 'all but the first order of the losses between tiers'],
    [input.maintenance.some(({ window }) => window !== null), 'waiting for maintenance windows'],
  ];
  return facts.filter(([holds]) => holds).map(([, what]) => what);
}
