import { describe, expect, it } from 'vitest';
import { metricNames, metricValues } from '../../src/montecarlo/metricValues.ts';
import { createChunkRunner } from '../../src/montecarlo/runChunk.ts';
import type { RunTable } from '../../src/montecarlo/runTable.ts';
import { scenarioGroups } from '../../src/montecarlo/sweep/scenarioGroups.ts';
import { faultClassesOf } from '../../src/montecarlo/uncertainty/checkDraws.ts';
import { createUncertainRunner } from '../../src/montecarlo/uncertainty/uncertainRunner.ts';
import { scenarioFacts } from '../../src/montecarlo/validation/scenarioFacts.ts';
import { workOf } from '../../src/runtime/pointWork.ts';
import { predictPhases } from '../../src/scenario/compile/phases.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { type Expectation, expectRun } from '../../src/scenario/expectation.ts';
import { scenarioHeader } from '../../src/scenario/header.ts';
import type { ResolvedScenario } from '../../src/scenario/resolve.ts';
import { catalog, shipped, shippedText } from '../support/catalog.ts';
import { resolve } from '../support/scenarioText.ts';
import { meanAndError } from '../support/simulationInput.ts';

/**
 * The numbers in the headers of the scenarios and some of their notes, each with what the program gives. A row fails if neither
 * has the words any longer, or if the program no longer gives the number: a digit printed is held to half its unit, and to 4 standard errors.
 */
interface Claim {
  readonly scenario: string;
  /** As the header or a note says it. */
  readonly says: string;
  /** What that means: a value and the unit of its last digit (0 for what is exact), or a range. */
  readonly value: readonly [value: number, unit: number] | { readonly from: number; readonly to: number };
  readonly of: Quantity;
  readonly set?: readonly string[];
  /** Another scenario, or the same with other values, on the same luck. */
  readonly beside?: { readonly scenario: string; readonly set?: readonly string[] };
  /** Replications; 0 where facts are enough. */
  readonly n?: number;
}

/** Of one replication, with the same of `beside`. */
type Quantity = (one: Replication, other: Replication) => number;

interface Replication {
  /** A column of runs.csv, or `outcome.NAME` as 0 or 1. */
  readonly run: (metric: string) => number;
  readonly facts: Readonly<Record<string, number>>;
  readonly closed: Expectation;
  readonly resolved: ResolvedScenario;
}

const days: Quantity = ({ run }) => run('wall_time_h') / 24;
const goodput: Quantity = ({ run }) => run('goodput');
const fact =
  (name: string, factor = 1): Quantity =>
  ({ facts }) =>
    facts[name]! * factor;
const share =
  (outcome: string): Quantity =>
  ({ run }) =>
    run(`outcome.${outcome}`);
/** A share of what is without the change. */
const less =
  (metric: string): Quantity =>
  ({ run }, other) =>
    1 - run(metric) / other.run(metric);

const DOUBLINGS = [
  '',
  '',
  '',
  'cluster.nodes=1016;cluster.spares.hot=16;workload.phases.0.tokens=51.2 Ttoken;workload.phases.0.global_batch=33.292288 Mtoken;start=2024-11-05',
  'cluster.nodes=2032;cluster.spares.hot=32;workload.phases.0.tokens=102.4 Ttoken;workload.phases.0.global_batch=66.584576 Mtoken;start=2025-02-16',
  'cluster.nodes=4064;cluster.spares.hot=64;workload.phases.0.tokens=204.8 Ttoken;workload.phases.0.global_batch=133.169152 Mtoken;start=2025-05-30',
].map((sets) => ['study.sweep=null', 'study.zip=null', ...sets.split(';').filter((one) => one !== '')]);
const WITHOUT_CAP = ['power.cap=null', 'power.curve=null'];
const monthsBetween = (from: string, to: string) =>
  (Date.parse(to) - Date.parse(from)) / 86_400_000 / (365 / 12);

const WITH_A_SPARE = [
  'cluster.nodes=126',
  'cluster.spares.hot=1',
  'workload.phases.0.global_batch=4.128768 Mtoken',
];
const ONE_OF_25 = ['cluster.nodes=2960', 'cluster.spares.hot=40'];
const LOST_WITH_NODE = ['checkpoint.tiers.memory.lost_with=node', 'checkpoint.tiers.storage.interval=exact'];
const STORAGE_ALONE = [
  'checkpoint={interval: exact, retained: 50, stall: 20 s, read_bandwidth: 100 GB/s, node_bandwidth: 10 GB/s, contention: 0.5, readers: one}',
];
const BRITAIN = { scenario: 'h100-128-node' };
const BY_AIR = { scenario: 'rack-50-kw-air' };

const CLAIMS: readonly Claim[] = [
  { scenario: 'alexnet-2012', says: 'five to six days', value: { from: 5, to: 6 }, of: days, n: 1 },
  { scenario: 'alexnet-2012', says: 'a third of the peak', value: [0.33, 0.01], of: fact('achieved_share') },
  {
    scenario: 'alexnet-2012',
    says: 'nine dollars',
    value: [9, 1],
    of: ({ run }) => run('energy_cost_usd'),
    n: 1,
  },
  {
    scenario: 'bloom-176b',
    says: 'one or two failed GPUs a week',
    value: { from: 1, to: 2 },
    of: ({ run }) => (run('interruptions_unplanned') / run('wall_time_h')) * 168,
    n: 50,
  },
  {
    scenario: 'bloom-176b',
    says: 'half a day',
    value: [0.5, 0.2],
    of: ({ run }) => run('lost_min_per_interruption') / 60 / 24,
    n: 50,
  },
  {
    scenario: 'compute-doubling',
    says: 'three doublings fit',
    value: [1, 0],
    of: share('completed'),
    set: DOUBLINGS[3]!,
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: 'the fourth does not: 14 months on, it meets the power of the site and is late',
    value: [1, 0],
    of: ({ run }) => Number(run('outcome.deadline') === 1 && run('slowed_by_cap_h') > 0),
    set: DOUBLINGS[4]!,
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: '14 months',
    value: [14, 1],
    of: () => monthsBetween('2024-01-01', '2025-02-16'),
  },
  {
    scenario: 'compute-doubling',
    says: 'A larger site would fit it',
    value: [1, 0],
    of: share('completed'),
    set: [...DOUBLINGS[4]!, ...WITHOUT_CAP],
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: 'the fifth is then ended by money',
    value: [1, 0],
    of: share('budget'),
    set: [...DOUBLINGS[5]!, ...WITHOUT_CAP],
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: '3.4 months',
    value: [3.4, 0.1],
    of: () => monthsBetween('2025-02-16', '2025-05-30'),
  },
  {
    scenario: 'deepseek-v3',
    says: '5.6 million dollars',
    value: [5.6, 0.1],
    of: ({ run }) => run('total_cost_usd') / 1e6,
    n: 50,
  },
  { scenario: 'eagle-14400-h100', says: 'less than one', value: { from: 0, to: 1 }, of: days, n: 50 },
  {
    scenario: 'eagle-14400-h100',
    says: 'a replica has eight',
    value: [8, 0],
    // Of eight nodes: pipelines of eight servers.
    of: ({ resolved: { scenario } }) => {
      const { global_batch: batch, sequence_length: length } = scenario.workload.phases[0]!;
      return batch / length / (scenario.cluster.nodes / 8);
    },
  },
  {
    scenario: 'fleet-600k-h100',
    says: 'every five minutes',
    value: [5, 1],
    of: ({ closed }) => closed.mtbfSeconds / 60,
  },
  { scenario: 'fleet-600k-h100', says: '74,000 servers', value: [74_000, 0], of: fact('nodes') },
  {
    scenario: 'fleet-600k-h100',
    says: 'a loss of 2.4 minutes each',
    value: [2.4, 0.1],
    of: ({ run }) => run('lost_min_per_interruption'),
    n: 20,
  },
  { scenario: 'fleet-600k-h100', says: 'only 53 % of the time', value: [0.53, 0.01], of: goodput, n: 20 },
  {
    scenario: 'fleet-600k-h100',
    says: 'keeps 96 %',
    value: [0.96, 0.01],
    of: goodput,
    set: ONE_OF_25,
    n: 20,
  },
  {
    scenario: 'fleet-600k-h100',
    says: '24,000 of these GPUs, of which there are 25',
    value: [600_000 / 25, 0],
    of: ({ facts, resolved: { scenario } }) => facts['gpus']! + scenario.cluster.spares.hot * 8,
    set: ONE_OF_25,
  },
  {
    scenario: 'gpt3-175b',
    says: '24.6 TFLOP/s',
    value: [24.6, 0.1],
    of: ({ facts }) => 3.14e23 / (facts['nominal_days']! * 86_400 * 10_000) / 1e12,
  },
  { scenario: 'gpt3-175b', says: '330 W', value: [330, 1], of: fact('node_training_kw', 1000 / 8) },
  { scenario: 'gpt3-175b', says: 'a PUE of 1.1', value: [1.1, 0.01], of: fact('mean_pue') },
  { scenario: 'gpt3-175b', says: '429 g/kWh', value: [429, 1], of: fact('kg_per_kwh', 1000) },
  { scenario: 'gpt3-175b', says: '14.8 days', value: [14.8, 0.1], of: days, n: 1 },
  {
    scenario: 'gpt3-175b',
    says: '1,288 MWh',
    value: [1288, 1],
    of: ({ run }) => run('facility_energy_mwh'),
    n: 1,
  },
  { scenario: 'gpt3-175b', says: '553 t', value: [553, 1], of: ({ run }) => run('carbon_t'), n: 1 },
  { scenario: 'gpt4-rumoured', says: '90 to 100 days', value: { from: 90, to: 100 }, of: days, n: 20 },
  {
    scenario: 'gpt4-rumoured',
    says: '32 to 36 % MFU',
    value: { from: 0.32, to: 0.36 },
    of: ({ run }) => run('mfu'),
    n: 20,
  },
  {
    scenario: 'gpt4-rumoured',
    says: 'about 40 GWh',
    value: [40, 5],
    of: ({ run }) => run('facility_energy_mwh') / 1000,
    n: 20,
  },
  {
    scenario: 'h100-128-node',
    says: "the essay's 1.6 MW is already about facility power",
    value: [1.6, 0.2],
    of: fact('facility_nameplate_kw', 1e-3),
  },
  {
    scenario: 'h100-128-node-norway',
    says: 'an eighth of the British price',
    value: [1 / 8, 0.001],
    of: (one, other) => one.facts['usd_per_kwh']! / other.facts['usd_per_kwh']!,
    beside: BRITAIN,
  },
  {
    scenario: 'h100-128-node-norway',
    says: '30 instead of 238 g/kWh',
    value: [30, 1],
    of: fact('kg_per_kwh', 1000),
  },
  {
    scenario: 'h100-128-node-norway',
    says: '30 instead of 238 g/kWh',
    value: [238, 1],
    of: (_, other) => other.facts['kg_per_kwh']! * 1000,
    beside: BRITAIN,
  },
  {
    scenario: 'h100-128-node-norway',
    says: '95 % of what the run costs',
    value: [0.95, 0.01],
    of: ({ run }) => 1 - run('energy_cost_usd') / run('total_cost_usd'),
    n: 20,
  },
  {
    scenario: 'h100-128-node-us',
    says: 'at a fifth of the British price',
    value: [1 / 5, 0.001],
    of: (one, other) => one.facts['usd_per_kwh']! / other.facts['usd_per_kwh']!,
    beside: BRITAIN,
  },
  {
    scenario: 'h100-128-node-us',
    says: 'four fifths of the bill are gone',
    value: [0.8, 0.01],
    of: less('energy_cost_usd'),
    beside: BRITAIN,
    n: 20,
  },
  {
    scenario: 'h100-128-node-us',
    says: '0.28 M USD in a month',
    value: [0.28, 0.01],
    of: ({ run }, other) => (other.run('energy_cost_usd') - run('energy_cost_usd')) / 1e6,
    beside: BRITAIN,
    n: 20,
  },
  {
    scenario: 'h100-128-node-us',
    says: 'only a quarter of the cost',
    value: [0.25, 0.03],
    of: less('total_cost_usd'),
    beside: BRITAIN,
    n: 20,
  },
  {
    scenario: 'llama3-405b-16k-h100',
    says: 'one interruption every three hours',
    value: [3, 1],
    of: ({ run }) => run('wall_time_h') / run('interruptions'),
    n: 20,
  },
  {
    scenario: 'megascale-175b',
    says: 'a hundred restarts in a month',
    value: [100, 30],
    of: ({ run }) => run('interruptions_unplanned'),
    n: 50,
  },
  {
    scenario: 'megascale-175b',
    says: 'less than a tenth of the time',
    value: { from: 0, to: 0.1 },
    of: ({ run }) => 1 - run('goodput'),
    n: 50,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: 'to train 14 and',
    value: [14, 0.01],
    of: ({ facts }) => facts['checkpoint_bytes']! / facts['parameters']!,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: 'lacks 843 GB of 929',
    value: [929, 1],
    of: fact('training_memory_gb'),
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: '8.6 years',
    value: [8.6, 0.1],
    of: ({ run }) => run('wall_time_h') / 8760,
    n: 50,
  },
  { scenario: 'nvidia-127-node-unit', says: '25 days', value: [25, 1], of: days, n: 200 },
  {
    scenario: 'nvidia-127-node-unit',
    says: 'a hot spare take 22',
    value: [22, 1],
    of: days,
    set: WITH_A_SPARE,
    n: 50,
  },
  {
    scenario: 'opt-175b',
    says: '34 days of training',
    value: [34, 1],
    of: ({ run }) => run('productive_h') / 24,
    n: 20,
  },
  { scenario: 'opt-175b', says: 'take 58', value: [58, 1], of: days, n: 200 },
  {
    scenario: 'opt-175b',
    says: 'a hundred restarts',
    value: [100, 20],
    of: ({ run }) => run('interruptions_unplanned'),
    n: 200,
  },
  { scenario: 'palm-540b', says: 'twenty spikes', value: [20, 2], of: ({ run }) => run('spikes'), n: 100 },
  {
    scenario: 'palm-540b',
    says: 'fifty faults',
    value: [50, 2],
    of: ({ run }) => run('interruptions.any'),
    n: 100,
  },
  {
    scenario: 'palm-540b',
    says: 'about two per cent each',
    value: [0.02, 0.01],
    of: ({ run }) => run('lost_to_spikes_h') / run('wall_time_h'),
    n: 100,
  },
  {
    scenario: 'palm-540b',
    says: 'about two per cent each',
    value: [0.02, 0.01],
    of: ({ run }) => run('lost_h.any') / run('wall_time_h'),
    n: 100,
  },
  { scenario: 'rack-5-kw', says: '3.8 kW', value: [3.8, 0.1], of: fact('node_burn_kw') },
  {
    scenario: 'rack-50-kw-air',
    says: 'At 130 kW it still holds four',
    value: [4, 0],
    of: fact('nodes_per_rack'),
    set: ['site.rack.power=130 kW'],
  },
  {
    scenario: 'rack-50-kw-air',
    says: 'with 22 % less energy',
    value: [0.22, 0.01],
    of: ({ run }, other) => 1 - other.run('facility_energy_mwh') / run('facility_energy_mwh'),
    beside: { scenario: 'rack-liquid' },
    n: 20,
  },
  {
    scenario: 'rack-liquid',
    says: 'eight servers a rack, 56 kW',
    value: [56, 1],
    of: ({ facts }) => facts['nodes_per_rack']! * facts['node_burn_kw']!,
  },
  { scenario: 'rack-liquid', says: '6.58 kW', value: [6.58, 0.01], of: fact('node_training_kw') },
  {
    scenario: 'rack-liquid',
    says: 'and not 7.91',
    value: [7.91, 0.01],
    of: (_, other) => other.facts['node_training_kw']!,
    beside: BY_AIR,
  },
  {
    scenario: 'rack-liquid',
    says: 'a sixth less',
    value: [1 / 6, 0.01],
    of: (one, other) => 1 - one.facts['node_training_kw']! / other.facts['node_training_kw']!,
    beside: BY_AIR,
  },
  {
    scenario: 'rack-liquid',
    says: 'the PUE is 1.06 and not 1.12 in the January',
    value: [1.06, 0.01],
    of: ({ run }) => run('pue_mean'),
    n: 20,
  },
  {
    scenario: 'rack-liquid',
    says: 'the PUE is 1.06 and not 1.12 in the January',
    value: [1.12, 0.01],
    of: (_, other) => other.run('pue_mean'),
    beside: BY_AIR,
    n: 20,
  },
  { scenario: 'rack-liquid', says: '(1.06 and not 1.20 over', value: [1.06, 0.01], of: fact('mean_pue') },
  {
    scenario: 'rack-liquid',
    says: '(1.06 and not 1.20 over',
    value: [1.2, 0.01],
    of: (_, other) => other.facts['mean_pue']!,
    beside: BY_AIR,
  },
  {
    scenario: 'rack-liquid',
    says: '22 % less energy',
    value: [0.22, 0.01],
    of: less('facility_energy_mwh'),
    beside: BY_AIR,
    n: 20,
  },
  {
    scenario: 'rack-liquid',
    says: 'on an average day 27 %',
    value: [0.27, 0.01],
    of: (one, other) => 1 - one.closed.facilityJoules / other.closed.facilityJoules,
    beside: BY_AIR,
  },
  {
    scenario: 'run-that-fails',
    says: '17 % at the budget',
    value: [0.17, 0.01],
    of: share('budget'),
    n: 200,
  },
  {
    scenario: 'run-that-fails',
    says: '17 % at the deadline',
    value: [0.17, 0.01],
    of: share('deadline'),
    n: 200,
  },
  {
    scenario: 'run-that-fails',
    says: '15 % by divergence',
    value: [0.15, 0.01],
    of: share('diverged'),
    n: 200,
  },
  {
    scenario: 'single-job-100k',
    says: 'every half hour',
    value: [0.5, 0.1],
    of: ({ run }) => run('wall_time_h') / run('interruptions'),
    n: 20,
  },
  { scenario: 'single-job-100k', says: 'four fifths of the time', value: [0.8, 0.1], of: goodput, n: 20 },
  {
    scenario: 'single-job-100k',
    says: 'each alone keeps less than three fifths',
    value: { from: 0, to: 0.6 },
    of: goodput,
    set: ['checkpoint.tiers.memory.lost_with=restart'],
    n: 20,
  },
  {
    scenario: 'single-job-100k',
    says: 'each alone keeps less than three fifths',
    value: { from: 0, to: 0.6 },
    of: goodput,
    set: ['recovery.restart=13 min'],
    n: 20,
  },
  {
    scenario: 'two-tier-checkpoints',
    says: '72 % of the interruptions replace the node',
    value: [0.72, 0.01],
    of: ({ closed }) => closed.tiers[1]!.share,
    set: LOST_WITH_NODE,
  },
  {
    scenario: 'two-tier-checkpoints',
    says: '95.9 % with storage alone',
    value: [0.959, 0.001],
    of: goodput,
    set: STORAGE_ALONE,
    n: 100,
  },
  {
    scenario: 'two-tier-checkpoints',
    says: '96.2 % with a copy that is lost with its node',
    value: [0.962, 0.001],
    of: goodput,
    set: LOST_WITH_NODE,
    n: 100,
  },
  {
    scenario: 'two-tier-checkpoints',
    says: '97.4 % with a second copy',
    value: [0.974, 0.001],
    of: goodput,
    n: 100,
  },
  // Notes.
  {
    scenario: 'compute-doubling',
    says: 'It would take 102.5 days',
    value: [102.5, 0.1],
    of: days,
    set: [...DOUBLINGS[4]!, 'limits.deadline=200 day'],
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: '97.8 without the cap',
    value: [97.8, 0.1],
    of: days,
    set: [...DOUBLINGS[4]!, ...WITHOUT_CAP],
    n: 20,
  },
  {
    scenario: 'compute-doubling',
    says: '94.2 without failures',
    value: [94.2, 0.1],
    of: days,
    set: [...DOUBLINGS[4]!, 'failures.set=none'],
    n: 1,
  },
  {
    scenario: 'deepseek-v3',
    says: '0.03 M USD of the bill, 0.6 %',
    value: [0.03, 0.01],
    of: ({ run }) => (run('total_cost_usd') - 2 * run('gpu_hours')) / 1e6,
    n: 50,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: 'writes in 117 minutes',
    value: [117, 1],
    of: ({ facts }) => facts['checkpoint_bytes']! / 80e9 / 60,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: 'saving takes 10 % of the time',
    value: [0.1, 0.01],
    of: ({ run }) => run('checkpoint_h') / run('wall_time_h'),
    n: 50,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: 'redoing what a fault undoes 12 %',
    value: [0.12, 0.01],
    of: ({ run }) => run('rework_h') / run('wall_time_h'),
    n: 50,
  },
  {
    scenario: 'model-40t-on-1016-h100',
    says: '85 M USD are written off for a price of 49.5 M USD',
    value: [85, 1],
    of: ({ run }) => (run('total_cost_usd') - run('energy_cost_usd')) / 1e6,
    n: 50,
  },
  {
    scenario: 'nvidia-127-node-unit',
    says: '127 x 7.30 kW + 87 kW = 1.01 MW',
    value: [1.01, 0.01],
    of: fact('it_training_kw', 1e-3),
  },
  {
    scenario: 'nvidia-127-node-unit',
    says: 'The first 20 have a mean of 23.4 days',
    value: [23.4, 0.1],
    of: days,
    n: 20,
  },
  {
    scenario: 'opt-175b',
    says: '823 hours of training over 109 interruptions',
    value: [109, 1],
    of: ({ run }) => run('interruptions_unplanned'),
    n: 200,
  },
  {
    scenario: 'rack-50-kw-air',
    says: 'in July 1.35',
    value: [1.35, 0.01],
    of: ({ run }) => run('pue_mean'),
    set: ['start=2025-07-01'],
    n: 20,
  },
  {
    scenario: 'rack-liquid',
    says: 'in July the PUE is 1.07',
    value: [1.07, 0.01],
    of: ({ run }) => run('pue_mean'),
    set: ['start=2025-07-01'],
    n: 20,
  },
  {
    scenario: 'rack-liquid',
    says: 'power.infrastructure=0.0963) are 1.5 % more energy',
    value: [0.015, 0.001],
    of: ({ run }, other) => other.run('facility_energy_mwh') / run('facility_energy_mwh') - 1,
    beside: { scenario: 'rack-liquid', set: ['power.infrastructure=0.0963'] },
    n: 20,
  },
  {
    scenario: 'run-that-fails',
    says: '1.865 M USD, 29.9 days by longrun explain',
    value: [1.865, 0.001],
    of: ({ closed }) => closed.totalCostUsd / 1e6,
  },
];

/** A scenario with its replications so far: more of them are simulated when a row asks for them. */
class Point {
  readonly resolved: ResolvedScenario;
  readonly facts: Readonly<Record<string, number>>;
  readonly closed: Expectation;
  private table: RunTable | null = null;

  constructor(name: string, set: readonly string[]) {
    this.resolved = resolve(shippedText(name), ...set);
    const { scenario } = this.resolved;
    const [prediction] = predictPhases(scenario);
    this.facts = {
      ...scenarioFacts(scenario),
      ...(prediction !== null && prediction !== undefined && 'achieved' in prediction
        ? { achieved_share: prediction.achieved.share }
        : {}),
      ...(prediction !== null && prediction !== undefined && 'checkpointBytes' in prediction
        ? { checkpoint_bytes: prediction.checkpointBytes }
        : {}),
    };
    this.closed = expectRun(compileScenario(scenario));
  }

  replications(count: number, seed: string): RunTable {
    if (this.table === null || this.table.rows < count) this.table = this.simulated(count, seed);
    return this.table;
  }

  private simulated(count: number, seed: string): RunTable {
    const { scenario, tree } = this.resolved;
    const groups = scenarioGroups(this.resolved, 'uncertainty');
    const uncertain =
      groups.length === 0
        ? null
        : {
            uncertainty: { groups, plan: 'each', seed } as const,
            catalog,
            faultClasses: faultClassesOf(this.resolved, groups, catalog),
          };
    const { columns } = workOf({ resolved: this.resolved, uncertain });
    const run =
      uncertain === null
        ? createChunkRunner(compileScenario(scenario), seed)
        : createUncertainRunner({ name: scenario.name, tree, ...uncertain });
    const { values, errors } = run({ from: 0, count });
    expect(errors).toEqual([]);
    return { columns, rows: count, values, errors: new Map() };
  }
}

const points = new Map<string, Point>();
function pointOf(name: string, set: readonly string[] = []): Point {
  const key = JSON.stringify([name, set]);
  const point = points.get(key) ?? new Point(name, set);
  points.set(key, point);
  return point;
}

/** Columns of a table by replication. */
function readerOf(table: RunTable | null): (metric: string, row: number) => number {
  const columns = new Map<string, Float64Array>();
  return (metric, row) => {
    if (table === null || !metricNames(table.columns).includes(metric))
      throw new Error(`there is no ${metric}; give n where a claim is about replications`);
    const column = columns.get(metric) ?? metricValues(table, metric);
    columns.set(metric, column);
    return column[row]!;
  };
}

function measured({ scenario, set, of, beside, n = 0 }: Claim): readonly number[] {
  const one = pointOf(scenario, set);
  const other = beside === undefined ? one : pointOf(beside.scenario, beside.set);
  // The luck of the scenario, for both.
  const { seed } = one.resolved.scenario.study;
  const read = readerOf(n === 0 ? null : one.replications(n, seed));
  const readOther = readerOf(n === 0 ? null : other.replications(n, seed));
  return Array.from({ length: Math.max(1, n) }, (_, row) =>
    of(
      { ...partsOf(one), run: (metric) => read(metric, row) },
      { ...partsOf(other), run: (metric) => readOther(metric, row) },
    ),
  );
}

const partsOf = ({ facts, closed, resolved }: Point) => ({ facts, closed, resolved });

/** Header and notes, each on one line. */
function proseOf(name: string): string {
  const { about, teaches } = scenarioHeader(shippedText(name));
  const { notes = [] } = resolve(shippedText(name)).scenario;
  return [about, teaches, ...[notes].flat()].join('\n');
}

describe('the header or a note of', () => {
  it.each(CLAIMS)('$scenario says "$says", and so says the program', (claim) => {
    expect(proseOf(claim.scenario)).toContain(claim.says);
    const values = measured(claim);
    const { mean, error } = values.length === 1 ? { mean: values[0]!, error: 0 } : meanAndError(values);
    const luck = 4 * error + 1e-9;
    if ('from' in claim.value) {
      expect(mean).toBeGreaterThan(claim.value.from - luck);
      expect(mean).toBeLessThan(claim.value.to + luck);
    } else {
      const [value, unit] = claim.value;
      expect(Math.abs(mean - value), `${mean} is not ${value}`).toBeLessThanOrEqual(unit / 2 + luck);
    }
  });
});

describe('a number in a lesson', () => {
  /** Numbers that others have published, or that are the question and not the answer. */
  const NOT_THE_PROGRAM: Readonly<Record<string, readonly string[]>> = {
    'eagle-14400-h100': ['10,000 V100s 14.8 days'],
    'gpt3-175b': ['beside the published 1,287 and 552'],
    'gpt4-rumoured': ['13 T tokens', '280 of 1,760 billion parameters', '25,000 A100s'],
    'h100-128-node': ['15,360 USD a day', 'its own 1.1'],
    'model-40t-on-1016-h100': ['to hold is 2 bytes', '300 billion tokens'],
    'nvidia-127-node-unit': ['127 is a prime', '1 or 127 deep', 'a multiple of 127', '126 servers'],
    'opt-175b': ['published run took 56'],
    'rack-5-kw': ['longrun run rack-5-kw --set cluster.node=dgx-h100', 'no H100 server'],
    'rack-liquid': ['rack-50-kw-air'],
    'run-that-fails': ['of 1,000 runs'],
  };

  it.each(shipped)('of %s has a row above', (name) => {
    const { teaches } = scenarioHeader(shippedText(name));
    const told = [
      ...CLAIMS.filter(({ scenario }) => scenario === name).map(({ says }) => says),
      ...(NOT_THE_PROGRAM[name] ?? []),
    ];
    const rest = told.reduce((text, says) => text.replaceAll(says, ' '), teaches);
    expect(rest.replaceAll(/GPT-3|Llama 3/g, ' ').match(/\d[\d.,]*(?: %)?/g) ?? []).toEqual([]);
  });
});
