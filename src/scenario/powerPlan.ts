import { createPowerCurve } from '../model/heat/createPowerCurve.ts';
import { gpuWattsOf, type NodePowerModel, nodePowerWatts } from '../model/nodePower.ts';
import { speedUnderCap } from '../model/plant/powerCap.ts';
import type { PowerSwing } from '../model/plant/powerSwing.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { NODE_STATES, NodeState, type NodeStateName } from '../simulation/record.ts';
import { meanFacilityWatts } from '../simulation/site/yearlyMeans.ts';
import { highestGpuWatts, phaseNodeWatts } from '../simulation/trainingPower.ts';
import { type GpuLevels, gpuLevels, type StepPart, stepPartPowers } from './compile/gpuPower.ts';
import type { Predictions } from './compile/phases.ts';
import { otherWatts, stepSwings } from './compile/power.ts';
import { type PlannedNode, type PlannedRacks, plannedNode, planRacks } from './rackPlan.ts';
import type { Scenario } from './schema.ts';

/** Power of the whole site while all nodes of the job do one thing and its spares stand by. */
export interface PowerLevel {
  readonly name: 'nameplate' | 'burn' | 'bare' | NodeStateName | StepPart;
  /** Of which phase, in training; null where there is but one, and for what has none. Parts of a step: the share of it. */
  readonly phase: number | null;
  readonly share: number | null;
  /** Null where the power is that of the node as a whole. */
  readonly gpuWatts: number | null;
  readonly nodeWatts: number;
  readonly itWatts: number;
  /** At the mean PUE. */
  readonly facilityWatts: number;
}

/** How the power of a scenario builds up, how it swings and which racks it needs, before any luck. */
export interface PowerPlan {
  readonly nodeModel: NodePowerModel;
  readonly gpu: GpuLevels;
  readonly planned: PlannedNode;
  readonly sparesWatts: number;
  readonly infrastructureWatts: number;
  /** In the phase that takes the most power. */
  readonly meanPue: number;
  readonly caps: readonly CapPlan[];
  readonly levels: readonly PowerLevel[];
  /** Within a step, of each phase; null where the step-time model does not set the pace. */
  readonly stepSwings: readonly (PowerSwing | null)[];
  readonly racks: readonly PlannedRacks[];
}

/** What the nodes of the job do, in the order of a run. */
const ACTIVITIES = [
  'checkpoint',
  'stalled',
  'restarting',
  'idle',
] as const satisfies readonly NodeStateName[];

/** What a limit of the grid leaves a job in the phase that takes the most power, in the mean of a year. */
export interface CapPlan {
  /** `cap`, or the programme of demand response. */
  readonly name: string;
  readonly facilityWatts: number;
  readonly gpuWatts: number;
  /** Of the full clock, or of the throughput, as the power curve says. */
  readonly speed: number;
  /** Wall time of a step over the nominal one. */
  readonly stretch: number;
}

function planCaps({ power, job }: SimulationInput, meanPue: number, otherWatts: number): readonly CapPlan[] {
  const curve = createPowerCurve(power.curve);
  const fullGpuWatts = highestGpuWatts({ power });
  const caps = [
    ...(power.capFacilityWatts < Number.POSITIVE_INFINITY
      ? [{ name: 'cap', facilityWatts: power.capFacilityWatts }]
      : []),
    ...power.demandResponse.flatMap(({ name, action }) =>
      action.kind === 'cap' ? [{ name, facilityWatts: action.facilityWatts }] : [],
    ),
  ];
  return caps.map(({ name, facilityWatts }): CapPlan => {
    const capped = { nodes: job.nodes, node: power.node, fullGpuWatts, curve, otherWatts };
    const answer = speedUnderCap(capped, facilityWatts / meanPue);
    const speed = answer.kind === 'does_not_fit' ? answer.lowestSpeed : answer.speed;
    const { computeShare } = job.phases.find(({ powerShare }) => powerShare === 1)!;
    const stretch = curve.speedOf === 'clock' ? computeShare / speed + 1 - computeShare : 1 / speed;
    return { name, facilityWatts, gpuWatts: curve.powerAt(speed) * fullGpuWatts, speed, stretch };
  });
}

export function planPower(scenario: Scenario, input: SimulationInput, predictions: Predictions): PowerPlan {
  const { power, job } = input;
  const { node: model } = power;
  const gpu = gpuLevels(scenario);
  const { rated } = scenario.cluster.node;
  const nodeWatts = Object.fromEntries(
    NODE_STATES.map((state) => [state, power.nodeWatts[NodeState[state]]!]),
  ) as Record<NodeStateName, number>;
  const { spares, infrastructure } = otherWatts(scenario, nodeWatts);
  const level = (
    name: PowerLevel['name'],
    watts: number,
    change: Partial<Pick<PowerLevel, 'gpuWatts' | 'phase' | 'share'>> = {},
  ): PowerLevel => {
    const itWatts = job.nodes * watts + spares + infrastructure;
    return {
      name,
      phase: null,
      share: null,
      gpuWatts: null,
      ...change,
      nodeWatts: watts,
      itWatts,
      facilityWatts: meanFacilityWatts(input, itWatts),
    };
  };
  const byGpu = (name: PowerLevel['name'], gpuWatts: number, phase?: number, share?: number) =>
    level(name, nodePowerWatts(model, gpuWatts), { gpuWatts, phase: phase ?? null, share: share ?? null });
  const inState = (state: NodeStateName) =>
    level(state, nodeWatts[state], { gpuWatts: gpuWattsOf(model, nodeWatts[state]) });
  const training = job.phases.map(({ powerShare }, phase) => {
    const gpuWatts = powerShare * highestGpuWatts(input);
    return level('training', phaseNodeWatts(input, phase), {
      gpuWatts,
      phase: job.phases.length === 1 ? null : phase,
    });
  });
  const highest = training[job.phases.findIndex(({ powerShare }) => powerShare === 1)]!;
  const parts = job.phases.flatMap((phase, index) =>
    (stepPartPowers(scenario, phase, index, predictions) ?? []).map(({ part, share, gpuWatts }) =>
      byGpu(part, gpuWatts, index, share),
    ),
  );
  return {
    nodeModel: model,
    gpu,
    planned: plannedNode(scenario),
    sparesWatts: spares,
    infrastructureWatts: infrastructure,
    meanPue: highest.facilityWatts / highest.itWatts,
    levels: [
      ...(rated === undefined ? [] : [level('nameplate', rated)]),
      byGpu('burn', gpu.limitWatts),
      ...training,
      ...parts,
      ...ACTIVITIES.map(inState),
      byGpu('bare', gpu.idleWatts),
    ],
    stepSwings: stepSwings(scenario, job.phases, predictions, nodeWatts),
    caps: planCaps(input, highest.facilityWatts / highest.itWatts, spares + infrastructure),
    racks: planRacks(scenario),
  };
}
