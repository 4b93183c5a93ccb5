import type { DistributionSpec } from '../../engine/distributions/distribution.ts';
import { weibullScaleForMean } from '../../engine/distributions/weibull.ts';
import type { FaultClassInput, FaultEffect, SimulationInput } from '../../simulation/input.ts';
import type { FaultClass } from '../faultClassSchema.ts';
import type { Scenario } from '../schema.ts';

/** Where the temperature leaves a rate as it is (degC). */
const REFERENCE_CELSIUS = 60;

export function compileFaults(scenario: Scenario, tierNames: readonly string[]): SimulationInput['faults'] {
  const { failures } = scenario;
  const names = Object.keys(failures.set.classes);
  const events = failures.trace?.events?.map((event) => ({
    seconds: event.time,
    node: event.node ?? -1,
    class: names.indexOf(event.class),
  }));
  return {
    exposure: failures.exposure,
    renewal: failures.renewal,
    classes: compileClasses(scenario, tierNames),
    trace: events?.sort((a, b) => a.seconds - b.seconds) ?? null,
  };
}

export function scopeOf({ scope, rate }: FaultClass): FaultClassInput['scope'] {
  return scope ?? rate?.scope ?? 'node';
}

function compileClasses(scenario: Scenario, tierNames: readonly string[]): FaultClassInput[] {
  const { set, rate, gpu_temperature: celsius } = scenario.failures;
  const total = rate ?? set.rate ?? 0;
  const counts = Object.values(set.classes).reduce((sum, faultClass) => sum + (faultClass.count ?? 0), 0);
  return Object.entries(set.classes).map(([name, faultClass]): FaultClassInput => {
    const scope = scopeOf(faultClass);
    const unitsPerNode = scope === 'gpu' ? scenario.cluster.node.gpus : 1;
    const share = faultClass.share ?? (counts === 0 ? 0 : (faultClass.count ?? 0) / counts);
    const ratePerUnit =
      faultClass.mtbf !== undefined
        ? 1 / faultClass.mtbf
        : (faultClass.rate?.perSecond ?? (total * share) / unitsPerNode);
    const { survives } = faultClass;
    return {
      name,
      scope,
      effect: effectOf(faultClass),
      unitsPerNode,
      timeToFault: timeToFault(
        faultClass.distribution,
        1 / (ratePerUnit * temperatureFactor(faultClass.temperature, celsius)),
      ),
      detection: faultClass.detection,
      transientProbability: faultClass.transient,
      drift:
        faultClass.drift === undefined
          ? null
          : { initial: faultClass.drift.initial, decaySeconds: faultClass.drift.decay },
      onArrivalProbability: faultClass.on_arrival ?? 0,
      heat: { kind: 'none' },
      survivingTiers: survives === undefined ? null : tierNames.map((tier) => survives.includes(tier)),
      repairTime: faultClass.repair ?? null,
    };
  });
}

function effectOf({ effect, slow }: FaultClass): FaultEffect {
  if (effect !== 'slow') return { kind: effect };
  if (slow === undefined) throw new RangeError('a slow class without slow was not refused');
  return {
    kind: 'slow',
    compute: slow.compute,
    network: slow.network,
    duration: slow.duration ?? null,
    response: slow.response,
  };
}

/** Linear: 2 % per K above the reference; Arrhenius: twice per 10 K. */
function temperatureFactor(law: FaultClass['temperature'], celsius: number): number {
  const above = celsius - REFERENCE_CELSIUS;
  switch (law) {
    case undefined:
    case 'none':
      return 1;
    case 'linear':
      return 1 + 0.02 * Math.max(0, above);
    case 'arrhenius':
      return Math.exp((Math.LN2 * above) / 10);
    default:
      return law satisfies never;
  }
}

function timeToFault(distribution: FaultClass['distribution'], mean: number): DistributionSpec {
  // What never fails does not age either.
  if (distribution === undefined || distribution === 'exponential' || mean === Number.POSITIVE_INFINITY)
    return { kind: 'exponential', mean };
  if ('weibull' in distribution) {
    const { shape } = distribution.weibull;
    return { kind: 'weibull', scale: weibullScaleForMean(mean, shape), shape };
  }
  if ('gamma' in distribution) return { kind: 'gamma', mean, shape: distribution.gamma.shape };
  const { sigma } = distribution.lognormal;
  return { kind: 'lognormal', median: mean * Math.exp(-0.5 * sigma * sigma), sigma };
}
