import type { RackAnswer } from '../model/plant/racks.ts';
import type { PowerLevel, PowerPlan } from '../scenario/powerPlan.ts';
import type { PlannedRacks } from '../scenario/rackPlan.ts';
import type { Scenario } from '../scenario/schema.ts';
import { formatNumber, formatPercent, table } from './format.ts';

/** How the power builds up from the GPU to the meter of the site, how it swings, and which racks it needs. */
export function powerText(scenario: Scenario, plan: PowerPlan): string {
  return [
    ...buildUpText(scenario, plan),
    '',
    ...swingText(scenario, plan),
    '',
    ...(plan.caps.length === 0 ? [] : [...capsText(plan), '']),
    ...racksText(scenario, plan),
  ].join('\n');
}

/** Of which phase the text speaks where there are several. */
function several(levels: PowerPlan['levels']): string {
  const isOne = levels.filter(({ name }) => name === 'training').length === 1;
  return isOne ? '' : ', in the phase that takes the most power';
}

function capsText({ caps, levels }: PowerPlan): string[] {
  const rows = caps.map(({ name, facilityWatts, gpuWatts, speed, stretch }) => [
    name,
    megawatts(facilityWatts),
    `${formatNumber(gpuWatts, 3)} W`,
    formatPercent(speed, 4),
    `x ${formatNumber(stretch, 4)}`,
  ]);
  return [
    `  what limits of the grid leave training, at the mean PUE${several(levels)}`,
    table([['', 'facility', 'GPU', 'speed', 'step'], ...rows]),
  ];
}

const LEVEL_NAMES: Readonly<Record<PowerLevel['name'], string>> = {
  nameplate: 'nameplate of the node',
  burn: 'all GPUs at their limit',
  training: 'training, mean of a step',
  computing: 'computing',
  communicating: 'exposed communication',
  idling: 'bubbles and host',
  checkpoint: 'checkpoint stall',
  stalled: 'stopped, undetected',
  restarting: 'restart',
  idle: 'waiting or paused',
  bare: 'idle, no process on the GPUs',
  standby: 'hot spares',
  warm: 'warm spares',
  off: 'off',
  failed: 'failed',
  repair: 'in repair',
  retired: 'retired',
  shared: 'working for others',
};

function buildUpText({ cluster }: Scenario, plan: PowerPlan): string[] {
  const { nodeModel, sparesWatts, infrastructureWatts, meanPue, levels } = plan;
  const { hot, warm, cold } = cluster.spares;
  const rated = levels.find(({ name }) => name === 'nameplate')?.nodeWatts;
  const ofNameplate = (level: PowerLevel) =>
    level.name === 'burn' && rated !== undefined
      ? `, ${formatPercent(level.nodeWatts / rated, 2)} of the nameplate`
      : '';
  const rows = levels.map((level) => [
    levelName(level, plan.stepSwings.length) + ofNameplate(level),
    level.gpuWatts === null ? '' : `${formatNumber(level.gpuWatts, 3)} W`,
    kilowatts(level.nodeWatts),
    megawatts(cluster.nodes * level.nodeWatts),
    megawatts(level.itWatts),
    megawatts(level.facilityWatts),
  ]);
  return [
    `  node = ${formatNumber(nodeModel.fixedWatts)} W + ${nodeModel.gain} x ${nodeModel.gpusPerNode} GPUs (CPUs, fans and conversion losses inside)`,
    `  IT = ${formatNumber(cluster.nodes)} nodes + spares ${kilowatts(sparesWatts)} (${hot} hot, ${warm} warm, ${cold} cold) + network, storage, management ${kilowatts(infrastructureWatts)}`,
    `  facility = IT x PUE ${formatNumber(meanPue)}`,
    table([['', 'GPU', 'node', 'job', 'IT', 'facility'], ...rows]),
  ];
}

function levelName({ name, phase, share }: PowerLevel, phases: number): string {
  if (phase === null) return LEVEL_NAMES[name];
  if (share === null) return `${LEVEL_NAMES[name]} of phase ${phase}`;
  const where = phases === 1 ? 'of the step' : `of a step of phase ${phase}`;
  return `  ${LEVEL_NAMES[name]}, ${formatPercent(share, 3)} ${where}`;
}

function swingText({ cluster }: Scenario, { levels, stepSwings }: PowerPlan): string[] {
  const steps = stepSwings.flatMap((swing, phase) => {
    if (swing === null) return [];
    const { largestStepWatts, peakWatts, troughWatts, averageWatts } = swing;
    const name = stepSwings.length === 1 ? 'within a step' : `within a step of phase ${phase}`;
    return [swingCells(name, largestStepWatts, peakWatts, troughWatts, megawatts(averageWatts))];
  });
  // In training: of the phase that takes the most.
  const itOf = (name: PowerLevel['name']) =>
    Math.max(0, ...levels.filter((level) => level.name === name).map(({ itWatts }) => itWatts));
  const training = itOf('training');
  const stops = (['checkpoint', 'idle'] as const).map((name) =>
    swingCells(
      `training to ${LEVEL_NAMES[name]}${several(levels)}`,
      Math.abs(training - itOf(name)),
      training,
      itOf(name),
      '',
    ),
  );
  return [
    `  swing of the IT power: ${formatNumber(cluster.nodes)} nodes act as one` +
      (steps.length === 0
        ? '; within a step it is not known where mfu or step_time is given'
        : '; within a step at most this, as if all GPUs did each part at once'),
    table([['', 'largest change', 'of the peak', 'peak', 'trough', 'average'], ...steps, ...stops]),
  ];
}

function swingCells(name: string, change: number, one: number, other: number, average: string): string[] {
  const peak = Math.max(one, other);
  return [
    name,
    megawatts(change),
    formatPercent(change / peak),
    megawatts(peak),
    megawatts(Math.min(one, other)),
    average,
  ];
}

function racksText(scenario: Scenario, { planned, racks }: PowerPlan): string[] {
  const { cluster, site } = scenario;
  const { watts, basis, coolant, height } = planned;
  const { hot, warm, cold } = cluster.spares;
  const rows = racks.map((one) => [
    `${kilowatts(one.rackWatts)}, ${one.coolant}${one.isOfSite ? ' (this site)' : ''}`,
    ...answerCells(one),
  ]);
  const own = racks.find(({ isOfSite }) => isOfSite)?.answer;
  const together = own?.kind === 'fits' && own.nodesPerRack !== cluster.topology.rack;
  return [
    `  racks for ${formatNumber(cluster.nodes + hot + warm + cold)} nodes of ${kilowatts(watts)} (${basis === 'rated' ? 'rated' : 'all GPUs at their limit'}), ` +
      `${scenario.cluster.node.cooling === undefined ? 'cooling not given, air assumed' : `cooled by ${coolant}`}, ` +
      `${height === null ? 'height not known: power decides alone' : `${height} rack units high`}`,
    table([['', 'nodes a rack', 'racks', 'full rack', 'limited by', 'without cooling'], ...rows]),
    '  without cooling: until the emergency stop, at the power of a full rack; an estimate, and 15 s at the least. The other cooling is',
    '  counted at the same power of a node; switches and storage need racks of their own.',
    ...(site.rack !== undefined && together
      ? [
          `  failures of a rack take ${cluster.topology.rack} nodes (cluster.topology.rack); racks of this site hold ${own.nodesPerRack}`,
        ]
      : []),
  ];
}

function answerCells({ answer, rideThroughSeconds }: PlannedRacks): string[] {
  if (answer.kind === 'does_not_fit') return ['none', '-', '-', refusalText(answer), '-'];
  const { nodesPerRack, racks, filledWatts, limit } = answer;
  return [
    formatNumber(nodesPerRack),
    formatNumber(racks),
    kilowatts(filledWatts),
    limit,
    rideThroughSeconds === null ? '-' : `${formatNumber(rideThroughSeconds, 2)} s`,
  ];
}

function refusalText(answer: Extract<RackAnswer, { kind: 'does_not_fit' }>): string {
  const { limit, needed, given } = answer;
  return limit === 'height' ? 'height' : `${limit}: ${kilowatts(needed)} > ${kilowatts(given)}`;
}

function kilowatts(watts: number): string {
  return `${formatNumber(watts / 1000, 3)} kW`;
}

function megawatts(watts: number): string {
  return watts < 1e6 ? kilowatts(watts) : `${formatNumber(watts / 1e6, 3)} MW`;
}
