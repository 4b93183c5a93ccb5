import {
  NODE_STATES,
  NodeState,
  type NodeStateName,
  OUTCOMES,
  TIME_BUCKETS,
  TimeBucket,
  type TimeBucketName,
} from '../simulation/record.ts';
import type { Column } from './column.ts';
import { CONDITION_COLUMNS } from './conditionColumns.ts';
import { MONEY_COLUMNS } from './moneyColumns.ts';
import { POWER_COLUMNS } from './powerColumns.ts';
import { CLASS_COLUMNS, RECOVERY_COLUMNS } from './recoveryColumns.ts';
import { SITE_COLUMNS } from './siteColumns.ts';

const HOUR = 3600;
const MWH = 3.6e9;

const bucket = (name: TimeBucketName, meaning: string): Column => ({
  name: `${name}_h`,
  unit: 'h',
  type: 'number',
  meaning,
  value: (record) => record.bucketSeconds[TimeBucket[name]]! / HOUR,
});

const TIME_MEANINGS: Readonly<Record<TimeBucketName, string>> = {
  startup: 'first start of the job, until it trains or is interrupted',
  productive: 'nominal time of the training steps that count',
  slowdown: 'training time beyond nominal of the steps that count',
  checkpoint: 'training blocked by checkpoints, and saving before planned stops and at the end',
  rework: 'training, slowdown and checkpoints since the state that an interruption threw the job back to',
  detection: 'the job has stopped and nobody knows yet',
  recovery: 'diagnosis, teardown, joining of spares, restart and loading of the checkpoint',
  waiting: 'too few nodes and no spare, or a shared node is being preempted',
  paused: 'planned maintenance and demand response',
};

const NODE_MEANINGS: Readonly<Record<NodeStateName, string>> = {
  training: 'nodes of the job that train',
  checkpoint: 'nodes of the job blocked by a checkpoint',
  stalled: 'nodes of a job that has stopped undetected',
  restarting: 'nodes of a job that starts or recovers',
  idle: 'nodes of a job that waits or is paused',
  standby: 'hot spares',
  off: 'cold spares',
  failed: 'failed nodes before their diagnosis, and nodes of zones that are switched off',
  repair: 'nodes in repair, or taken back by their lender',
  retired: 'nodes that could not be repaired',
  warm: 'warm spares',
  shared: 'nodes of the shared pool that work for others',
};

/** The columns every run has, in order. */
const COMMON: readonly Column[] = [
  {
    name: 'wall_time_h',
    unit: 'h',
    type: 'number',
    meaning: 'time from the start of the run to its outcome; the sum of the nine buckets that follow',
    value: (record) => record.wallSeconds / HOUR,
  },
  ...TIME_BUCKETS.map((name) => bucket(name, TIME_MEANINGS[name])),
  {
    name: 'goodput',
    unit: '',
    type: 'number',
    meaning: 'productive time over wall time (effective training time ratio)',
    value: (record) => record.bucketSeconds[TimeBucket.productive]! / record.wallSeconds,
  },
  {
    name: 'mfu',
    unit: '',
    type: 'number',
    meaning: 'model FLOPs of the steps that count over wall time and peak FLOP/s of the GPUs of the job',
    value: (record, { job }) =>
      record.flops / (record.wallSeconds * job.nodes * job.gpusPerNode * job.peakFlopsPerGpu),
  },
  {
    name: 'tokens',
    unit: 'token',
    type: 'number',
    meaning: 'training tokens of the steps that count',
    value: (record) => record.tokens,
  },
  {
    name: 'gpu_hours',
    unit: 'GPU h',
    type: 'number',
    meaning: 'wall time times the GPUs of the job, without spares',
    value: (record, { job }) => (record.wallSeconds / HOUR) * job.nodes * job.gpusPerNode,
  },
  {
    name: 'interruptions',
    unit: '',
    type: 'integer',
    meaning:
      'stops of the job for any cause: faults, loss spikes, maintenance, demand response, replacing slow nodes, growing',
    value: (record) => record.interruptions,
  },
  {
    name: 'interruptions_unplanned',
    unit: '',
    type: 'integer',
    meaning:
      'interruptions by faults and loss spikes, each counted also when it strikes a job that is already down',
    value: (record) => record.interruptionsUnplanned,
  },
  {
    name: 'faults',
    unit: '',
    type: 'integer',
    meaning: 'faults of all classes, also of standby nodes',
    value: (record) => record.faults,
  },
  {
    name: 'repairs',
    unit: '',
    type: 'integer',
    meaning:
      'repairs that ended with the node, or one that a lender gives for it, back in a pool before the run ended',
    value: (record) => record.repairs,
  },
  {
    name: 'nodes_replaced',
    unit: '',
    type: 'integer',
    meaning: 'nodes that took the place of another in the job',
    value: (record) => record.nodesReplaced,
  },
  {
    name: 'it_energy_mwh',
    unit: 'MWh',
    type: 'number',
    meaning: 'energy of nodes, network, storage and management',
    value: (record) => record.itJoules / MWH,
  },
  {
    name: 'facility_energy_mwh',
    unit: 'MWh',
    type: 'number',
    meaning: 'IT energy times PUE: what the meter of the site shows',
    value: (record) => record.facilityJoules / MWH,
  },
  {
    name: 'peak_facility_mw',
    unit: 'MW',
    type: 'number',
    meaning: 'highest facility power',
    value: (record) => record.peakFacilityWatts / 1e6,
  },
  {
    name: 'energy_cost_usd',
    unit: 'USD',
    type: 'number',
    meaning: 'facility energy times its price',
    value: (record) => record.energyCostUsd,
  },
  {
    name: 'total_cost_usd',
    unit: 'USD',
    type: 'number',
    meaning: 'energy cost, demand cost and holding cost',
    value: (record) => record.totalCostUsd,
  },
  {
    name: 'carbon_t',
    unit: 't',
    type: 'number',
    meaning: 'operational CO2 equivalent of the facility energy',
    value: (record) => record.carbonKg / 1000,
  },
  {
    name: 'holding_cost_usd',
    unit: 'USD',
    type: 'number',
    meaning:
      'write-off and upkeep, or rent, of all nodes held, spares included, and of storage, building and staff',
    value: (record) => record.holdingCostUsd,
  },
  {
    name: 'demand_cost_usd',
    unit: 'USD',
    type: 'number',
    meaning:
      'demand charge on the highest facility power of each calendar month begun, or the least of the contract; whole months',
    value: (record) => record.demandCostUsd,
  },
  {
    name: 'steps',
    unit: '',
    type: 'number',
    meaning: 'optimiser steps that count; a fraction where the run ended inside a step',
    value: (record) => record.steps,
  },
  {
    name: 'lost_min_per_interruption',
    unit: 'min',
    type: 'number',
    meaning: 'wall time that was not productive, over interruptions; empty without interruptions',
    value: (record) =>
      record.interruptions === 0
        ? Number.NaN
        : (record.wallSeconds - record.bucketSeconds[TimeBucket.productive]!) / 60 / record.interruptions,
  },
  {
    name: 'checkpoints',
    unit: '',
    type: 'integer',
    meaning: 'checkpoints whose stall was completed',
    value: (record) => record.checkpoints,
  },
  {
    name: 'nodes_retired',
    unit: '',
    type: 'integer',
    meaning: 'nodes that could not be repaired',
    value: (record) => record.nodesRetired,
  },
  ...NODE_STATES.map(
    (state): Column => ({
      name: `${state}_node_h`,
      unit: 'node h',
      type: 'number',
      meaning: `node-hours of ${NODE_MEANINGS[state]}; the twelve states add to nodes times wall time`,
      value: (record) => record.nodeSeconds[NodeState[state]]! / HOUR,
    }),
  ),
  ...NODE_STATES.map(
    (state): Column => ({
      name: `${state}_energy_mwh`,
      unit: 'MWh',
      type: 'number',
      meaning: `IT energy of ${NODE_MEANINGS[state]}; with infrastructure_energy_mwh they add to it_energy_mwh`,
      value: (record) => record.nodeJoules[NodeState[state]]! / MWH,
    }),
  ),
  {
    name: 'infrastructure_energy_mwh',
    unit: 'MWh',
    type: 'number',
    meaning: 'IT energy of network, storage and management',
    value: (record) => record.infrastructureJoules / MWH,
  },
];

/** All numeric columns of a run with these fault classes. */
export function metricColumns(faultClasses: readonly string[]): readonly Column[] {
  return [
    ...COMMON,
    ...RECOVERY_COLUMNS,
    ...CONDITION_COLUMNS,
    ...SITE_COLUMNS,
    ...POWER_COLUMNS,
    ...MONEY_COLUMNS,
    ...CLASS_COLUMNS.flatMap((column) => faultClasses.map(column)),
  ];
}

/** The columns of these names; null where this version has other ones, or others of them. */
export function columnsNamed(names: readonly string[]): readonly Column[] | null {
  const prefix = 'faults.';
  const classes = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const columns = metricColumns(classes);
  const same = columns.length === names.length && columns.every(({ name }, index) => name === names[index]);
  return same ? columns : null;
}

/** Columns that say which run a row is. */
export const KEY_COLUMNS: readonly {
  readonly name: string;
  readonly type: 'integer' | 'string';
  readonly meaning: string;
}[] = [
  { name: 'point', type: 'integer', meaning: 'parameter setting, from 0' },
  {
    name: 'replication',
    type: 'integer',
    meaning: 'random realisation, from 0; the same number means the same luck at every point',
  },
  {
    name: 'outcome',
    type: 'string',
    meaning: `how the run ended: ${OUTCOMES.join(', ')}, or failed when it could not be simulated`,
  },
];

export const ERROR_COLUMN = {
  name: 'error',
  type: 'string',
  meaning: 'why a failed replication has no numbers; empty otherwise',
} as const;
