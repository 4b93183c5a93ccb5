import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import type { RandomStream } from '../engine/randomStream.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import type { FaultEffect, SimulationInput } from './input.ts';

/** Draws the next duration (s) of one named step of the run. */
export type DrawDuration = () => number;

/** What is drawn when a fault of a class strikes. */
export interface FaultClassProcedure {
  readonly name: string;
  readonly effect: FaultEffect;
  readonly transientProbability: number;
  readonly drawDetection: DrawDuration;
  readonly transience: RandomStream;
}

export interface MaintenanceProcedure {
  readonly name: string;
  readonly drawInterval: DrawDuration;
  readonly drawDuration: DrawDuration;
}

/** Every random step of a run with its own stream, so that one more draw here shifts no luck there. */
export interface Procedures {
  readonly faultClasses: readonly FaultClassProcedure[];
  readonly maintenance: readonly MaintenanceProcedure[];
  readonly drawStartup: DrawDuration;
  readonly drawDiagnosis: DrawDuration;
  readonly drawSwap: DrawDuration;
  readonly drawBoot: DrawDuration;
  readonly drawRestart: DrawDuration;
  readonly drawLoad: DrawDuration;
  readonly drawRepair: DrawDuration;
  readonly retirement: RandomStream;
}

export function createProcedures(input: SimulationInput, streams: RandomStreams): Procedures {
  const { recovery } = input;
  const draw = (spec: DistributionSpec, name: string): DrawDuration => {
    if (spec.kind === 'fixed') return () => spec.value;
    const distribution = createDistribution(spec);
    const stream = streams.stream(name);
    return () => distribution.quantile(stream.uniform());
  };
  return {
    faultClasses: input.faults.classes.map(({ name, effect, transientProbability, detection }) => ({
      name,
      effect,
      transientProbability,
      drawDetection: draw(detection, `detection ${name}`),
      transience: streams.stream(`transient ${name}`),
    })),
    maintenance: input.maintenance.map(({ name, every, duration }) => ({
      name,
      drawInterval: draw(every, `maintenance interval ${name}`),
      drawDuration: draw(duration, `maintenance duration ${name}`),
    })),
    drawStartup: draw(recovery.startup, 'startup'),
    drawDiagnosis: draw(recovery.diagnosis, 'diagnosis'),
    drawSwap: draw(recovery.swap, 'swap'),
    drawBoot: draw(recovery.boot, 'boot'),
    drawRestart: draw(recovery.restart, 'restart'),
    drawLoad: draw(input.checkpoint.load, 'load'),
    drawRepair: draw(input.repair.time, 'repair'),
    retirement: streams.stream('retirement'),
  };
}
