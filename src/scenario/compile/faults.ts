import type { DistributionSpec } from '../../engine/distributions/distribution.ts';
import { weibullScaleForMean } from '../../engine/distributions/weibull.ts';
import {
  ARRHENIUS_HEAT_FAULTS,
  type HeatFaultModel,
  heatFaultFactor,
  LINEAR_HEAT_FAULTS,
  NO_HEAT_FAULTS,
} from '../../model/heat/faultRate.ts';
import type { FaultClassInput, FaultEffect, SimulationInput } from '../../simulation/input.ts';
import type { FaultClass } from '../faultClassSchema.ts';
import type { Scenario } from '../schema.ts';
import { coolingClass } from './heat.ts';
import { spotClasses } from './spot.ts';

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
    classes: [...compileClasses(scenario, tierNames), ...spotClasses(scenario)],
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
  const isModelled = scenario.heat !== undefined;
  const classes = Object.entries(set.classes).map(([name, faultClass]): FaultClassInput => {
    const scope = scopeOf(faultClass);
    const unitsPerNode = scope === 'gpu' ? scenario.cluster.node.gpus : 1;
    const share = faultClass.share ?? (counts === 0 ? 0 : (faultClass.count ?? 0) / counts);
    const ratePerUnit =
      faultClass.mtbf !== undefined
        ? 1 / faultClass.mtbf
        : (faultClass.rate?.perSecond ?? (total * share) / unitsPerNode);
    const { survives } = faultClass;
    const heat = heatModel(faultClass.temperature);
    return {
      name,
      scope,
      effect: effectOf(faultClass),
      unitsPerNode,
      timeToFault: timeToFault(
        faultClass.distribution,
        1 / (ratePerUnit * (isModelled ? 1 : heatFaultFactor(heat, celsius))),
      ),
      detection: faultClass.detection,
      transientProbability: faultClass.transient,
      drift:
        faultClass.drift === undefined
          ? null
          : { initial: faultClass.drift.initial, decaySeconds: faultClass.drift.decay },
      onArrivalProbability: faultClass.on_arrival ?? 0,
      heat: isModelled ? heat : NO_HEAT_FAULTS,
      survivingTiers: survives === undefined ? null : tierNames.map((tier) => survives.includes(tier)),
      repairTime: faultClass.repair ?? null,
    };
  });
  return isModelled ? [...classes, coolingClass()] : classes;
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

function heatModel(law: FaultClass['temperature']): HeatFaultModel {
  switch (law) {
    case undefined:
    case 'none':
      return NO_HEAT_FAULTS;
    case 'linear':
      return LINEAR_HEAT_FAULTS;
    case 'arrhenius':
      return ARRHENIUS_HEAT_FAULTS;
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
