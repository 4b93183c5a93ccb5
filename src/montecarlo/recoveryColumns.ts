import { NodeState } from '../simulation/record.ts';
import { type Column, counted, measured } from './column.ts';

const HOUR = 3600;

/** How the recoveries went, and what became of the nodes. */
export const RECOVERY_COLUMNS: readonly Column[] = [
  measured(
    'recover_mean_min',
    'min',
    'mean time from an interruption by a fault to training again; empty without one',
    (record) => record.recovery.mean / 60,
  ),
  measured('recover_median_min', 'min', 'median of the same', (record) => record.recovery.median / 60),
  measured('recover_p95_min', 'min', '95th percentile of the same', (record) => record.recovery.p95 / 60),
  measured('recover_max_min', 'min', 'longest of them', (record) => record.recovery.maximum / 60),
  counted(
    'repairs_begun',
    'repairs begun, also those still running at the end',
    (record) => record.repairsBegun,
  ),
  counted('repairs_manual', 'repairs begun that need a technician', (record) => record.repairsManual),
  measured(
    'crew_wait_h',
    'h',
    'time that nodes waited for a technician',
    (record) => record.crewWaitSeconds / HOUR,
  ),
  counted('nodes_out_max', 'most nodes failed, in repair or retired at once', (record) => record.nodesOutMax),
  measured(
    'nodes_out_mean',
    '',
    'nodes failed, in repair or retired, averaged over the run: places that spares fill',
    (record) => {
      const { failed, repair, retired } = NodeState;
      const out = record.nodeSeconds[failed]! + record.nodeSeconds[repair]! + record.nodeSeconds[retired]!;
      return out / record.wallSeconds;
    },
  ),
  counted(
    'nodes_misdiagnosed',
    'healthy nodes that were blamed for a fault',
    (record) => record.nodesMisdiagnosed,
  ),
  counted('faults_undiagnosed', 'faults for which no node was blamed', (record) => record.faultsUndiagnosed),
  counted('nodes_preempted', 'nodes taken from the shared pool', (record) => record.nodesPreempted),
  counted('selections', 'gangs selected anew among all healthy nodes', (record) => record.selections),
  counted(
    'corruptions_found',
    'silent corruptions of the state that were found',
    (record) => record.corruptionsFound,
  ),
  counted(
    'corruptions_open',
    'corruptions of the state that the run ended with, unseen',
    (record) => record.corruptionsOpen,
  ),
  counted('spikes', 'loss spikes', (record) => record.spikes),
  measured(
    'lost_to_spikes_h',
    'h',
    'rework, and time until the job trained again, of loss spikes',
    (record) => record.lostSecondsBySpikes / HOUR,
  ),
  measured(
    'skipped_tokens',
    'token',
    'tokens of the batches left out after loss spikes',
    (record) => record.tokensSkipped,
  ),
  counted(
    'shrinks',
    'times an elastic job went on with fewer data-parallel replicas',
    (record) => record.shrinks,
  ),
  measured(
    'reduced_h',
    'h',
    'time trained with fewer replicas, checkpoints and what was lost later included',
    (record) => record.reducedSeconds / HOUR,
  ),
];

/** What is known of each fault class. */
export const CLASS_COLUMNS: readonly ((name: string, index: number) => Column)[] = [
  (name, index) =>
    counted(`faults.${name}`, `faults of class ${name}`, (record) => record.faultsByClass[index]!),
  (name, index) =>
    counted(
      `interruptions.${name}`,
      `interruptions by faults of class ${name}`,
      (record) => record.interruptionsByClass[index]!,
    ),
  (name, index) =>
    measured(
      `lost_h.${name}`,
      'h',
      `rework, and time until the job trained again without planned pauses, of interruptions that class ${name} began`,
      (record) => record.lostSecondsByClass[index]! / HOUR,
    ),
  (name, index) =>
    measured(
      `repair_node_h.${name}`,
      'node h',
      `time in repair, waiting for technicians included, of nodes sent there for class ${name}`,
      (record) => record.repairSecondsByClass[index]! / HOUR,
    ),
];
