import { divisors } from '../model/step/layout.ts';
import { allowedText } from './allowedValues.ts';
import { checkpointFindings, intervalFindings } from './checks/checkpoint.ts';
import { choiceFindings } from './checks/choices.ts';
import { climateFindings } from './checks/climate.ts';
import { costFindings } from './checks/cost.ts';
import { failureSetFindings } from './checks/failureSet.ts';
import { gridLimitFindings } from './checks/gridLimits.ts';
import { heatFindings } from './checks/heat.ts';
import { operationFindings } from './checks/operations.ts';
import { rackFindings } from './checks/racks.ts';
import { siteFindings } from './checks/site.ts';
import { studyFindings } from './checks/study.ts';
import { traceFindings } from './checks/trace.ts';
import { predictPhases } from './compile/phases.ts';
import { hourlyFindings } from './hourly/hourlyFile.ts';
import type { Finding } from './issues.ts';
import type { Scenario } from './schema.ts';
import { stepModelFindings } from './stepFindings.ts';
import { peakRate } from './stepModel.ts';
import { getAt, isTreeObject, type Tree } from './tree.ts';

/**
 * What must hold between fields. Works on the raw tree and looks only at values that are well-formed by themselves, so
 * that these problems are told together with those of the schema.
 */
export function crossChecks(tree: Tree, checkLayout: boolean): Finding[] {
  const findings: Finding[] = [];
  checkPhases(tree, checkLayout, findings);
  findings.push(
    ...choiceFindings(tree),
    ...failureSetFindings(tree),
    ...traceFindings(tree),
    ...checkpointFindings(tree),
    ...hourlyFindings(tree),
  );
  return findings;
}

function checkPhases(tree: Tree, checkLayout: boolean, findings: Finding[]): void {
  const nodes = wholeAt(tree, ['cluster', 'nodes']);
  const gpusPerNode = wholeAt(tree, ['cluster', 'node', 'gpus']);
  const phases = getAt(tree, ['workload', 'phases']);
  if (!Array.isArray(phases)) return;
  phases.forEach((phase: Tree, index) => {
    if (!isTreeObject(phase)) return;
    const path = ['workload', 'phases', index];
    const given = ['mfu', 'step_time'].filter((key) => Object.hasOwn(phase, key));
    if (given.length > 1) findings.push({ path, message: 'takes only one of mfu, step_time' });
    const degrees = ['tensor', 'pipeline', 'context'].map((key) => wholeAt(phase, ['parallelism', key]));
    if (nodes === undefined || gpusPerNode === undefined || degrees.some((degree) => degree === undefined))
      return;
    const product = degrees.reduce<number>((sum, degree) => sum * (degree ?? 1), 1);
    const gpus = nodes * gpusPerNode;
    if (checkLayout && gpus % product !== 0) {
      findings.push({
        path: [...path, 'parallelism'],
        message:
          `tensor x pipeline x context = ${product} does not divide the ${gpus} GPUs ` +
          `(${nodes} nodes x ${gpusPerNode}); allowed: ${allowedText(divisors(gpus), product)}`,
      });
    }
  });
}

/** What the compiler needs beyond the schema, checked on a validated scenario. */
export function compileChecks(scenario: Scenario, checkLayout: boolean): Finding[] {
  const findings: Finding[] = [];
  const { node } = scenario.cluster;
  const { model, precision, phases } = scenario.workload;
  if (peakRate(node.accelerator.peak, precision) === undefined) {
    const known = Object.keys(node.accelerator.peak).join(', ');
    findings.push({
      path: ['workload', 'precision'],
      message: `the accelerator has no peak for ${precision}; known: ${known}`,
    });
  }
  if (node.accelerator.power === undefined) {
    findings.push({
      path: ['cluster', 'node', 'accelerator'],
      message: 'has no published power; give cluster.node.accelerator.power.max',
    });
  }
  phases.forEach((phase, index) => {
    const path = ['workload', 'phases', index];
    if (
      phase.mfu !== undefined &&
      model.flops_per_sample === undefined &&
      (model.layers === undefined || model.heads === undefined || model.head_dim === undefined)
    ) {
      findings.push({
        path: [...path, 'mfu'],
        message:
          'needs a model with layers, heads and head_dim, or flops_per_sample, to count its FLOPs; or give step_time',
      });
    }
    if (checkLayout && phase.mfu === undefined && phase.step_time === undefined)
      findings.push(...stepModelFindings(scenario, index));
    else if (checkLayout && model.layers !== undefined && phase.parallelism.pipeline > model.layers) {
      findings.push({
        path: [...path, 'parallelism', 'pipeline'],
        message: `is ${phase.parallelism.pipeline}, more than the ${model.layers} layers of the model`,
      });
    }
    if (phase.mfu === 0) findings.push({ path: [...path, 'mfu'], message: 'must be more than 0' });
    if (phase.sequence_length > phase.global_batch) {
      findings.push({ path: [...path, 'global_batch'], message: 'is smaller than one sequence' });
    }
  });
  findings.push(
    ...intervalFindings(scenario),
    ...operationFindings(scenario, checkLayout),
    ...siteFindings(scenario.site),
    ...costFindings(scenario),
    ...rackFindings(scenario),
    ...climateFindings(scenario.site),
    ...studyFindings(scenario),
  );
  // Power in training follows from the step, which must be known to be possible first.
  if (checkLayout && findings.length === 0) {
    const predictions = () => predictPhases(scenario);
    findings.push(...heatFindings(scenario, predictions), ...gridLimitFindings(scenario, predictions));
  }
  return findings;
}

function wholeAt(tree: Tree, path: readonly (string | number)[]): number | undefined {
  const value = getAt(tree, path);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}
