import { createDistribution } from '../../engine/distributions/createDistribution.ts';
import { minimumUnits, predictAt, widthUnit } from '../compile/elastic.ts';
import type { Finding } from '../issues.ts';
import type { Scenario } from '../schema.ts';
import { stepModelInput } from '../stepModel.ts';

/** What must hold between the fields of a validated scenario that say how the job is run. */
export function operationFindings(scenario: Scenario, checkLayout: boolean): Finding[] {
  return [
    ...lemonFindings(scenario),
    ...(checkLayout ? elasticFindings(scenario) : []),
    ...policyFindings(scenario),
    ...maintenanceFindings(scenario),
    ...(scenario.failures.divergence?.probability === 1
      ? [
          {
            path: ['failures', 'divergence', 'probability'],
            message: 'must be less than 1: no rate per token makes a run certain to diverge',
          },
        ]
      : []),
  ];
}

function maintenanceFindings({ maintenance }: Scenario): Finding[] {
  return Object.entries(maintenance).flatMap(([name, { every, window }]) => {
    const findings: Finding[] = [];
    const tell = (key: string, message: string) =>
      findings.push({ path: ['maintenance', name, key], message });
    if (every !== undefined && createDistribution(every).mean === 0)
      tell('every', 'is always 0 s, so that the job would never train; allowed is more than 0');
    if (window !== undefined && window.from === window.to)
      tell('window', `from and to are both ${window.from}; leave it out for the whole day`);
    return findings;
  });
}

function lemonFindings({ cluster: { lemons, nodes, spares } }: Scenario): Finding[] {
  const total = nodes + spares.hot + spares.warm + spares.cold + spares.shared;
  if (lemons?.nodes === undefined || lemons.nodes <= total) return [];
  const message = `is ${lemons.nodes}, more than the ${total} nodes of the job and its spares`;
  return [{ path: ['cluster', 'lemons', 'nodes'], message }];
}

function policyFindings({ policies, repair, cluster, diagnosis }: Scenario): Finding[] {
  const findings: Finding[] = [];
  if (policies.escalation !== 'chance' && repair.automatic === undefined) {
    const message = 'skips the automatic repair, but there is none; give repair.automatic';
    findings.push({ path: ['policies', 'escalation'], message });
  }
  if (repair.unfixed === 'lemon' && cluster.lemons === undefined) {
    const message = 'needs cluster.lemons, which says how often a lemon fails';
    findings.push({ path: ['repair', 'unfixed'], message });
  }
  if (diagnosis.missed === 1 && diagnosis.recurrence !== null && diagnosis.recurrence !== 'never') {
    const message =
      'is 1: the same fault would stop the job again and again for ever; allowed is less than 1, or recurrence: never';
    findings.push({ path: ['diagnosis', 'missed'], message });
  }
  return findings;
}

function elasticFindings(scenario: Scenario): Finding[] {
  const { elastic, node } = scenario.cluster;
  if (elastic === undefined) return [];
  const path = ['cluster', 'elastic'];
  const replicaGpus = scenario.workload.phases.map(
    ({ parallelism: { tensor, pipeline, context } }) => tensor * pipeline * context,
  );
  const different = replicaGpus.findIndex((gpus) => gpus !== replicaGpus[0]);
  if (different > 0) {
    const message =
      `has ${replicaGpus[different]} GPUs a replica (tensor x pipeline x context), phase 0 has ${replicaGpus[0]}; ` +
      'an elastic job needs the same in all phases';
    return [{ path: ['workload', 'phases', different, 'parallelism'], message }];
  }
  const unit = widthUnit(scenario, 0);
  if (unit === null) {
    const message =
      `needs whole nodes: a replica has ${replicaGpus[0]} GPUs (tensor x pipeline x context), ` +
      `a node has ${node.gpus}; one must be a multiple of the other`;
    return [{ path, message }];
  }
  if (unit.full === 1) {
    return [{ path, message: 'needs data parallelism over more than one node: there is nothing to shrink' }];
  }
  const replicas = unit.full * unit.replicas;
  if ((elastic.minimum_replicas ?? 0) > replicas) {
    const message = `is ${elastic.minimum_replicas}, but the job has ${replicas} data-parallel replicas`;
    return [{ path: [...path, 'minimum_replicas'], message }];
  }
  return scenario.workload.phases.flatMap((_, index) => memoryFindings(scenario, index));
}

/** Fewer replicas hold more of the optimiser and more micro-batches each; checked where the step-time model decides. */
function memoryFindings(scenario: Scenario, index: number): Finding[] {
  const { mfu, step_time: stepTime } = scenario.workload.phases[index]!;
  const unit = widthUnit(scenario, index);
  const minimum = minimumUnits(scenario, index);
  const input = stepModelInput(scenario, index);
  if (mfu !== undefined || stepTime !== undefined || unit === null || minimum === null || input === null)
    return [];
  const narrow = predictAt(input, minimum * unit.nodes * scenario.cluster.node.gpus);
  if (narrow === null || narrow.memory.fits) return [];
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const message =
    `phase ${index} does not fit at ${minimum * unit.replicas} replicas: the fullest GPU needs ` +
    `${gigabytes(narrow.memory.totalBytes)} of ${gigabytes(narrow.memory.capacityBytes)}`;
  return [{ path: ['cluster', 'elastic'], message }];
}
