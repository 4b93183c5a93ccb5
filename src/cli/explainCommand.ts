import { Command } from 'commander';
import { nominalMfu } from '../model/stepTime.ts';
import { scenarioGroups } from '../montecarlo/sweep/scenarioGroups.ts';
import { phaseWork, predictPhases } from '../scenario/compile/phases.ts';
import { compileScenario } from '../scenario/compile.ts';
import { costBuildUp } from '../scenario/costBuildUp.ts';
import { type Expectation, expectRun } from '../scenario/expectation.ts';
import { planHeat } from '../scenario/heatPlan.ts';
import { planPower } from '../scenario/powerPlan.ts';
import type { Origin } from '../scenario/resolve.ts';
import type { Scenario } from '../scenario/schema.ts';
import { stackOf } from '../scenario/stackChoice.ts';
import { isTreeObject, pathText, type Tree, type TreePath } from '../scenario/tree.ts';
import { isNumberBlock } from '../scenario/treeText.ts';
import type { SimulationInput } from '../simulation/input.ts';
import { NODE_STATES, NodeState, type NodeStateName } from '../simulation/record.ts';
import type { SeriesInput } from '../simulation/site/input.ts';
import { meanOfSeries } from '../simulation/site/siteSeries.ts';
import { costText } from './costView.ts';
import { EXIT } from './exit.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';
import { heatText } from './heatView.ts';
import { powerText } from './powerView.ts';
import {
  loadScenario,
  type ScenarioOptions,
  withOutputOptions,
  withScenarioOptions,
} from './scenarioOptions.ts';
import { weatherRows } from './siteView.ts';
import { stepModelText } from './stepView.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';
import { uncertaintyText } from './uncertaintyView.ts';

const JOULES_PER_KILOWATT_HOUR = 3.6e6;
const GRAMS_PER_KILOGRAM = 1000;
const WATTS_PER_KILOWATT = 1000;

interface ExplainOptions extends ScenarioOptions, TerminalOptions {
  readonly json?: boolean;
  readonly values?: boolean;
}

export function explainCommand(finish: (code: number) => void): Command {
  const command = new Command('explain').description(
    'what a scenario means before any luck: the step, memory, power, the run by closed forms, and every value',
  );
  withScenarioOptions(command).option('--values', 'also every value and where it comes from');
  withOutputOptions(command);
  return command.action((given: string, options: ExplainOptions) => {
    const terminal = createTerminal(options);
    const { resolved } = loadScenario(given, options);
    const { scenario } = resolved;
    const predictions = predictPhases(scenario);
    const input = compileScenario(scenario, predictions);
    const expectation = expectRun(input);
    const cost = costBuildUp(scenario, input);
    const power = planPower(scenario, input, predictions);
    const heat = planHeat(input);
    const uncertain = scenarioGroups(resolved, 'uncertainty');
    const values = leaves(resolved.tree).map(({ path, value }) => ({
      path,
      value,
      origin: resolved.origin(path),
    }));
    if (options.json === true) {
      terminal.out(
        JSON.stringify({
          schema: 'longrun-explain/1',
          scenario: scenario.name,
          values: values.map((one) => ({ ...one, path: pathText(one.path) })),
          nodeWatts: Object.fromEntries(
            NODE_STATES.map((state, index) => [state, input.power.nodeWatts[index]]),
          ),
          stack: stackOf(scenario),
          steps: predictions,
          power,
          heat,
          expectation,
          cost,
        }),
      );
    } else {
      const { bold } = terminal.colors;
      terminal.out(
        [
          bold(scenario.title ?? scenario.name),
          '',
          bold('The step by the step-time model'),
          stepModelText(scenario, predictions),
          '',
          bold('The step and the node as simulated'),
          derivedText(scenario, input),
          '',
          bold('What an hour of training costs, at mean prices and without luck'),
          costText(cost),
          '',
          bold('Power'),
          powerText(scenario, power),
          '',
          ...(heat === null ? [] : [bold('Heat, without luck'), heatText(heat), '']),
          ...(uncertain.length === 0
            ? []
            : [
                bold(
                  'What is not known: each replication draws it; all else here is of the scenario as it is',
                ),
                uncertaintyText(uncertain),
                '',
              ]),
          bold(
            'The run by closed forms, without luck (constant restart, no waiting for spares, energy to first order)',
          ),
          expectationText(expectation),
          ...leftOutText(expectation),
          '',
          ...(options.values === true
            ? [bold('Every value and where it comes from'), valuesText(values)]
            : [originsText(values)]),
        ].join('\n'),
      );
    }
    finish(EXIT.ok);
  });
}

interface Leaf {
  readonly path: TreePath;
  readonly value: Tree;
}

function leaves(tree: Tree, path: TreePath = []): Leaf[] {
  if (isNumberBlock(tree)) return [{ path, value: `${tree.length} numbers` }];
  if (Array.isArray(tree)) return tree.flatMap((item, index) => leaves(item, [...path, index]));
  if (isTreeObject(tree)) {
    const entries = Object.entries(tree);
    if (entries.length === 0) return path.length === 0 ? [] : [{ path, value: '{}' }];
    return entries.flatMap(([key, value]) => leaves(value, [...path, key]));
  }
  return [{ path, value: tree }];
}

const PROSE = new Set(['name', 'title', 'notes', 'sources', 'source', 'note', 'confidence', 'basis']);

interface Value extends Leaf {
  readonly origin: Origin;
}

function valuesText(values: readonly Value[]): string {
  const width = 48;
  return shownValues(values)
    .map(
      ({ path, value, origin }) =>
        `  ${pathText(path).padEnd(width)}  ${String(value).padEnd(24)}  ${originText(origin)}`,
    )
    .join('\n');
}

function shownValues(values: readonly Value[]): readonly Value[] {
  return values.filter(({ path }) => !path.some((key) => PROSE.has(String(key))));
}

/** How many values come from where. */
function originsText(values: readonly Value[]): string {
  const shown = shownValues(values);
  const from = (origin: Origin['from']) => shown.filter((value) => value.origin.from === origin).length;
  return (
    `${shown.length} values: ${from('file')} of the file, ${from('set')} by --set, ${from('catalogue')} of the catalogue, ` +
    `${from('default')} defaults; --values shows each`
  );
}

function originText(origin: Origin): string {
  switch (origin.from) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'set':
      return origin.option;
    case 'catalogue':
      return `catalogue ${origin.catalog}: ${origin.row}`;
    case 'default':
      return 'default';
    default:
      return origin satisfies never;
  }
}

/** States of a node in the order in which a run goes through them; a warm spare only where there is one. */
const SHOWN_STATES = [
  'training',
  'checkpoint',
  'stalled',
  'restarting',
  'idle',
  'standby',
  'warm',
  'off',
] as const satisfies readonly NodeStateName[];

function derivedText(scenario: Scenario, input: SimulationInput): string {
  const flops =
    scenario.workload.model.flops_per_sample === undefined
      ? 'FLOPs per token (6 N + 12 L a d s)'
      : 'FLOPs per sample';
  const rows = input.job.phases.flatMap((phase, index) => {
    const work = phaseWork(scenario, index);
    const step = phase.nominalSeconds / phase.steps;
    const where = input.job.phases.length === 1 ? '' : `phase ${index} `;
    return [
      [`${where}${flops}`, `${formatNumber(work.flopsPerToken / 1e12)} TFLOP`],
      [`${where}steps`, formatNumber(phase.steps)],
      [`${where}nominal step time`, formatDuration(step, 4)],
      [`${where}nominal MFU`, formatPercent(nominalMfu(work, step), 4)],
      [`${where}nominal time`, formatDuration(phase.nominalSeconds, 4)],
    ];
  });
  const power = SHOWN_STATES.filter((state) => state !== 'warm' || input.spares.warm > 0).map((state) => [
    `node power, ${state}${state === 'training' && input.job.phases.length > 1 ? ', of the phase that takes the most' : ''}`,
    `${formatNumber(input.power.nodeWatts[NodeState[state]]! / 1000)} kW`,
  ]);
  return table([
    ...rows,
    ...power,
    [
      'network, storage, management per node',
      `${formatNumber(input.power.infrastructureWattsPerNode / 1000)} kW`,
    ],
    ...siteRows(input),
    ...weatherRows(scenario, input),
  ]);
}

/** What of the site changes over time. */
function siteRows({ money, carbonKgPerJoule }: SimulationInput): string[][] {
  const { usdPerJoule, demandUsdPerWattMonth } = money;
  return [
    ...seriesRow('price of energy', usdPerJoule, JOULES_PER_KILOWATT_HOUR, 'USD/kWh'),
    ...seriesRow(
      'carbon of energy',
      carbonKgPerJoule,
      JOULES_PER_KILOWATT_HOUR * GRAMS_PER_KILOGRAM,
      'gCO2/kWh',
    ),
    ...(demandUsdPerWattMonth > 0
      ? [['demand charge', `${formatNumber(demandUsdPerWattMonth * WATTS_PER_KILOWATT)} USD/(kW month)`]]
      : []),
  ];
}

function seriesRow(what: string, series: SeriesInput, factor: number, unit: string): string[][] {
  if (typeof series === 'number') return [];
  return [[`${what}, mean`, `${formatNumber(meanOfSeries(series) * factor)} ${unit} (${series.kind})`]];
}

function leftOutText({ leftOut }: Expectation): readonly string[] {
  if (leftOut.length === 0) return [];
  return ['  not counted in these figures:', ...leftOut.map((what) => `    ${what}`)];
}

function expectationText(run: Expectation): string {
  const intervals = run.intervals.map(({ rule, intervalSeconds, wallSeconds }) => [
    `checkpoint interval, ${rule}`,
    formatDuration(intervalSeconds, 4),
    `-> wall time ${formatDuration(wallSeconds, 5)}`,
  ]);
  const tiers = run.tiers.map(({ name, intervalSeconds, stallSeconds, share }) => [
    `checkpoints in ${name}, every`,
    formatDuration(intervalSeconds, 4),
    `stall ${formatDuration(stallSeconds)}; ${formatPercent(share)} of interruptions are restored from it`,
  ]);
  return table([
    ['mean time between interruptions', formatDuration(run.mtbfSeconds), ''],
    ['faults of the job per day', formatNumber(run.faultsPerDay), ''],
    ['fault to training again, mean', formatDuration(run.restartSeconds), ''],
    ...intervals,
    ...(tiers.length > 1 ? tiers : []),
    ['nominal time', formatDuration(run.nominalSeconds, 5), ''],
    ['expected wall time', formatDuration(run.wallSeconds, 5), ''],
    ['expected goodput', formatPercent(run.goodput, 4), ''],
    ['expected facility energy', `${formatNumber(run.facilityJoules / 3.6e9)} MWh`, ''],
    ['expected energy cost', `${formatNumber(run.energyCostUsd / 1e6)} M USD`, ''],
    ['expected total cost', `${formatNumber(run.totalCostUsd / 1e6)} M USD`, ''],
    ['expected carbon', `${formatNumber(run.carbonKg / 1000)} t`, ''],
    ['nodes in repair, mean', formatNumber(run.meanNodesInRepair, 3), ''],
    ['spares that suffice 99 % of the time', formatNumber(run.sparesForNinetyNine), ''],
  ]);
}
