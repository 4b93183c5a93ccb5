import type { FaultClass } from './catalogSchema.ts';
import type { Finding } from './issues.ts';
import { type RateScope, rateWithScope } from './quantitySchema.ts';
import type { Scenario } from './schema.ts';
import { peakRate, stepModelFindings } from './stepModel.ts';
import { getAt, isTreeObject, type Tree } from './tree.ts';

/**
 * What must hold between fields. Works on the raw tree and looks only at values that are well-formed by themselves, so
 * that these problems are told together with those of the schema.
 */
export function crossChecks(tree: Tree, checkLayout: boolean): Finding[] {
  const findings: Finding[] = [];
  checkPhases(tree, checkLayout, findings);
  checkFailures(tree, findings);
  const cost = getAt(tree, ['cost']);
  if (isTreeObject(cost)) {
    const given = ['owned', 'rented'].filter((key) => Object.hasOwn(cost, key));
    if (given.length !== 1) findings.push({ path: ['cost'], message: 'needs exactly one of owned, rented' });
  }
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
          `(${nodes} nodes x ${gpusPerNode}); nearest that do: ${nearestDivisors(gpus, product).join(', ')}`,
      });
    }
  });
}

function checkFailures(tree: Tree, findings: Finding[]): void {
  const classes = getAt(tree, ['failures', 'set', 'classes']);
  if (!isTreeObject(classes)) return;
  const basis = ['count', 'share', 'rate', 'mtbf'] as const satisfies readonly (keyof FaultClass)[];
  let shares = 0;
  const used = new Set<string>();
  for (const [name, faultClass] of Object.entries(classes)) {
    if (!isTreeObject(faultClass)) continue;
    const path = ['failures', 'set', 'classes', name];
    const given = basis.filter((key) => Object.hasOwn(faultClass, key));
    if (given.length !== 1) findings.push({ path, message: `needs exactly one of ${basis.join(', ')}` });
    for (const key of given) used.add(key);
    if (typeof faultClass['share'] === 'number') shares += faultClass['share'];
    const { rate, scope, distribution } = faultClass;
    const named = typeof rate === 'string' ? scopeOfRate(rate) : undefined;
    if (named !== undefined && typeof scope === 'string' && scope !== named) {
      findings.push({
        path: [...path, 'rate'],
        message: `is per ${named}, but the scope of the class is ${scope}`,
      });
    }
    if ((scope ?? named) === 'job' && distribution !== undefined && distribution !== 'exponential') {
      findings.push({
        path: [...path, 'distribution'],
        message: 'a job-scope class must be exponential: a job has no operating age that a repair renews',
      });
    }
  }
  const setPath = ['failures', 'set'];
  if (used.has('count') && used.has('share')) {
    findings.push({
      path: setPath,
      message: 'mixes classes with count and classes with share; use one of them',
    });
  } else if (used.has('share') && Math.abs(shares - 1) > 1e-9) {
    findings.push({ path: setPath, message: `the shares of its classes add to ${shares}, not to 1` });
  }
  const hasRate =
    getAt(tree, ['failures', 'rate']) !== undefined || getAt(tree, [...setPath, 'rate']) !== undefined;
  if ((used.has('count') || used.has('share')) && !hasRate) {
    findings.push({ path: setPath, message: 'has classes with count or share but no total rate' });
  }
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
  if (scenario.cost.owned !== undefined && (scenario.cost.owned.node_price ?? node.price) === undefined) {
    findings.push({
      path: ['cost', 'owned'],
      message: 'needs node_price: the catalogue has no price for this node',
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
    if (phase.mfu === 0) findings.push({ path: [...path, 'mfu'], message: 'must be more than 0' });
    if (phase.sequence_length > phase.global_batch) {
      findings.push({ path: [...path, 'global_batch'], message: 'is smaller than one sequence' });
    }
  });
  const rule = scenario.checkpoint.interval;
  if (typeof rule === 'string' && rule !== 'none' && scenario.checkpoint.stall === 0) {
    findings.push({
      path: ['checkpoint', 'interval'],
      message: `"${rule}" is undefined for a checkpoint without a stall; give a time`,
    });
  }
  return findings;
}

/** Scope that the unit of a rate names; undefined when the text is no rate. */
function scopeOfRate(text: string): RateScope | undefined {
  const parsed = rateWithScope().safeParse(text);
  return parsed.success ? parsed.data.scope : undefined;
}

function wholeAt(tree: Tree, path: readonly (string | number)[]): number | undefined {
  const value = getAt(tree, path);
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
}

function nearestDivisors(total: number, wanted: number): number[] {
  let below = Math.min(wanted, total);
  while (total % below !== 0) below -= 1;
  let above = wanted;
  while (above < total && total % above !== 0) above += 1;
  return above <= total && total % above === 0 ? [below, above] : [below];
}
