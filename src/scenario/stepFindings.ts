import { type LayoutProblem, layoutProblems } from '../model/step/layout.ts';
import { memoryKnobs } from '../model/step/memoryKnobs.ts';
import { predictStep } from '../model/step/step.ts';
import { allowedText } from './allowedValues.ts';
import type { Finding } from './issues.ts';
import { sampleMachine } from './sampleModel.ts';
import type { Scenario } from './schema.ts';
import { predictPhase, type StepModelInput, stepModelInput, transformerOf } from './stepModel.ts';
import type { TreePath } from './tree.ts';

/** Why the step-time model cannot decide a phase: what is unknown, does not divide or does not fit. */
export function stepModelFindings(scenario: Scenario, index: number): Finding[] {
  const path = ['workload', 'phases', index];
  const needs = (why: string): Finding[] => [{ path, message: `needs mfu or step_time: ${why}` }];
  if (transformerOf(scenario.workload.model) === null) {
    const { flops_per_sample: flopsPerSample } = scenario.workload.model;
    if (flopsPerSample === undefined)
      return needs('the model has no full architecture to predict the step from');
    const machine = sampleMachine(scenario, index);
    return 'wants' in machine ? needs(machine.wants) : [];
  }
  if (scenario.cluster.node.accelerator.step_model === undefined)
    return needs('the step-time model does not know this accelerator');
  const input = stepModelInput(scenario, index);
  if (input === null) return needs(`the step-time model does not know ${scenario.workload.precision}`);
  const problems = layoutProblems(input.model, input.work.layout, input.work.sequence);
  if (problems.length > 0) return problems.map((problem) => layoutFinding(problem, input, path));
  return memoryFindings(input, path);
}

const KNOBS: Readonly<Record<string, string>> = {
  virtualStages: 'virtual_stages',
  microBatch: 'micro_batch',
  globalBatch: 'global_batch',
  sequenceParallel: 'sequence_parallel',
  zeroStage: 'zero',
};

function layoutFinding(problem: LayoutProblem, { work }: StepModelInput, path: TreePath): Finding {
  const { knob, value, of, total, allowed } = problem;
  const name = KNOBS[knob] ?? knob;
  const list = allowedText(allowed, value);
  switch (knob) {
    case 'globalBatch': {
      const nearest = allowed.map(
        (sequences) => `${sequences} (${(sequences * work.sequence) / 1e6} Mtoken)`,
      );
      return {
        path: [...path, 'global_batch'],
        message: `is ${value} sequences, not a multiple of the ${total} ${of}; nearest: ${nearest.join(', ')}`,
      };
    }
    case 'gpus':
      return {
        path: [...path, 'parallelism'],
        message: `${name} = ${value} is not a multiple of the ${total} ${of}; nearest: ${list}`,
      };
    case 'pipeline':
      return {
        path: [...path, 'parallelism'],
        message: `${name} = ${value} is more than the ${total} ${of}; evenly spread by ${list}`,
      };
    default:
      return {
        path: [...path, 'parallelism'],
        message: `${name} = ${value} does not divide the ${total} ${of}; allowed: ${list}`,
      };
  }
}

/** The phase that is fullest of those that run only because their step is given: by the memory model they do not fit. */
export function memoryWarning(scenario: Scenario): string | null {
  const full = scenario.workload.phases.flatMap(({ mfu, step_time: stepTime }, index) => {
    if (mfu === undefined && stepTime === undefined) return [];
    const memory = predictPhase(scenario, index)?.memory;
    const given = mfu === undefined ? 'step_time' : 'mfu';
    return memory === undefined || memory.fits ? [] : [{ index, memory, given }];
  });
  const [worst] = full.sort((one, other) => other.memory.totalBytes - one.memory.totalBytes);
  if (worst === undefined) return null;
  const { index, memory, given } = worst;
  return (
    `workload.phases.${index}: by the memory model the fullest GPU needs ${gigabytes(memory.totalBytes)} of ` +
    `${gigabytes(memory.capacityBytes)}; ${given} is given, so it runs all the same`
  );
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function memoryFindings({ model, work, machine, profile }: StepModelInput, path: TreePath): Finding[] {
  const { memory } = predictStep(model, work, machine, profile);
  if (memory.fits) return [];
  const knobs = memoryKnobs(model, work, machine, profile)
    .slice(0, 4)
    .map(({ knob, from, to, savedBytes, fits }) => {
      const enough = fits ? ', enough' : '';
      return `${KNOBS[knob] ?? knob} ${from} -> ${to} (saves ${gigabytes(savedBytes)}${enough})`;
    });
  const help =
    knobs.length === 0 ? 'No single change of the layout helps' : `What helps most: ${knobs.join(', ')}`;
  return [
    {
      path: [...path, 'parallelism'],
      message:
        `does not fit: the fullest GPU needs ${gigabytes(memory.totalBytes)} of ${gigabytes(memory.capacityBytes)}, ` +
        `${gigabytes(memory.excessBytes)} too much (weights ${gigabytes(memory.weightsBytes)}, gradients ` +
        `${gigabytes(memory.gradientsBytes)}, optimiser ${gigabytes(memory.optimizerBytes)}, activations ` +
        `${gigabytes(memory.activationsBytes + memory.headBytes)}). ${help}; longrun layout ranks what fits`,
    },
  ];
}
