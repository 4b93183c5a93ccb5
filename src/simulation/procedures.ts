import { createDistribution } from '../engine/distributions/createDistribution.ts';
import type { DistributionSpec } from '../engine/distributions/distribution.ts';
import type { RandomStream } from '../engine/randomStream.ts';
import type { RandomStreams } from '../engine/randomStreams.ts';
import type { FaultClassInput, SimulationInput } from './input.ts';

/** Draws the next duration (s) of one named step of the run. */
export type DrawDuration = () => number;

/** What is drawn when a fault of a class strikes. */
export interface FaultClassProcedure {
  readonly input: FaultClassInput;
  readonly drawDetection: DrawDuration;
  readonly transience: RandomStream;
  /** How long a slow episode lasts; Infinity until the node leaves. */
  readonly drawSlowness: DrawDuration;
  /** Manual repair. */
  readonly drawRepair: DrawDuration;
}

export interface MaintenanceProcedure {
  readonly drawInterval: DrawDuration;
  readonly drawDuration: DrawDuration;
}

/** Every random step of a run with its own stream, so that one more draw here shifts no luck there. */
export interface Procedures {
  readonly faultClasses: readonly FaultClassProcedure[];
  readonly maintenance: readonly MaintenanceProcedure[];
  /** Load of each checkpoint tier. */
  readonly drawLoad: readonly DrawDuration[];
  readonly drawStartup: DrawDuration;
  readonly drawDiagnosis: DrawDuration;
  readonly drawTeardown: DrawDuration;
  readonly drawSwap: DrawDuration;
  readonly drawJoin: DrawDuration;
  readonly drawBoot: DrawDuration;
  readonly drawPreemption: DrawDuration;
  readonly drawSelection: DrawDuration;
  readonly drawRestart: DrawDuration;
  readonly drawReconfiguration: DrawDuration;
  readonly drawAutomaticRepair: DrawDuration;
  readonly drawRecurrence: DrawDuration;
  readonly drawSpikeDetection: DrawDuration;
  readonly retirement: RandomStream;
  readonly repairLuck: RandomStream;
  readonly diagnosisLuck: RandomStream;
  readonly selectionLuck: RandomStream;
  readonly peerLuck: RandomStream;
}

const NEVER: DrawDuration = () => Number.POSITIVE_INFINITY;

export function createProcedures(input: SimulationInput, streams: RandomStreams): Procedures {
  const { recovery } = input;
  const draw = (spec: DistributionSpec | null | undefined, name: string): DrawDuration => {
    if (spec === null || spec === undefined) return NEVER;
    if (spec.kind === 'fixed') return () => spec.value;
    const distribution = createDistribution(spec);
    const stream = streams.stream(name);
    return () => distribution.quantile(stream.uniform());
  };
  const drawRepair = draw(input.repair.time, 'repair');
  return {
    faultClasses: input.faults.classes.map((faultClass) => {
      const { name, detection, effect, repairTime } = faultClass;
      return {
        input: faultClass,
        drawDetection: draw(detection, `detection ${name}`),
        transience: streams.stream(`transient ${name}`),
        drawSlowness: draw(effect.kind === 'slow' ? effect.duration : null, `slowness ${name}`),
        drawRepair: repairTime === null ? drawRepair : draw(repairTime, `repair ${name}`),
      };
    }),
    maintenance: input.maintenance.map(({ name, due, duration }) => ({
      drawInterval: draw(due.kind === 'every' ? due.interval : null, `maintenance interval ${name}`),
      drawDuration: draw(duration, `maintenance duration ${name}`),
    })),
    drawLoad: input.checkpoint.tiers.map(({ load }, tier) =>
      draw(load, tier === 0 ? 'load' : `load ${tier}`),
    ),
    drawStartup: draw(recovery.startup, 'startup'),
    drawDiagnosis: draw(recovery.diagnosis, 'diagnosis'),
    drawTeardown: draw(recovery.teardown, 'teardown'),
    drawSwap: draw(recovery.swap, 'swap'),
    drawJoin: draw(recovery.join, 'join'),
    drawBoot: draw(recovery.boot, 'boot'),
    drawPreemption: draw(recovery.preemption, 'preemption'),
    drawSelection: draw(recovery.selection, 'selection'),
    drawRestart: draw(recovery.restart, 'restart'),
    drawReconfiguration: draw(input.job.elastic?.reconfigure, 'reconfiguration'),
    drawAutomaticRepair: draw(input.repair.automatic?.time, 'automatic repair'),
    drawRecurrence: draw(input.diagnosis.recurrence, 'recurrence'),
    drawSpikeDetection: draw(input.spikes?.detection, 'spike detection'),
    retirement: streams.stream('retirement'),
    repairLuck: streams.stream('repair luck'),
    diagnosisLuck: streams.stream('diagnosis luck'),
    selectionLuck: streams.stream('selection luck'),
    peerLuck: streams.stream('peer luck'),
  };
}
