import { PROFILES } from '../model/step/profiles.ts';
import type { StepPrediction } from '../model/step/step.ts';
import type { Scenario } from '../scenario/schema.ts';
import { stepModelFindings, tryPredictPhase } from '../scenario/stepModel.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';

const BAR = 30;

/** What the step-time model says of each phase: the step as a stack, memory by kind, utilisation, checkpoint. */
export function stepModelText(scenario: Scenario): string {
  return scenario.workload.phases
    .map((phase, index) => {
      const prediction = tryPredictPhase(scenario, index);
      const name = scenario.workload.phases.length === 1 ? '' : `  phase ${index}\n`;
      if (prediction === null) {
        const [reason] = stepModelFindings(scenario, index);
        return `${name}  not predicted: ${reason?.message ?? 'the scenario does not say enough'}`;
      }
      const given = phase.mfu ?? phase.step_time;
      const used =
        given === undefined
          ? 'this decides the run'
          : 'beside it, mfu or step_time is given and decides the run';
      return `${name}  stack ${scenario.workload.stack}${fittedOn(scenario)}; ${used}\n${predictionText(prediction)}`;
    })
    .join('\n');
}

/** On which measurements the constants of the stack rest: another machine or model is an extrapolation. */
function fittedOn({ workload }: Scenario): string {
  const rows: readonly string[] = PROFILES[workload.stack].fittedOn;
  return rows.length === 0 ? ' (fitted on nothing)' : ` (fitted on ${rows.join(', ')})`;
}

function predictionText(step: StepPrediction): string {
  const { compute, memory } = step;
  const total = step.stepSeconds;
  const parts: readonly (readonly [string, number])[] = [
    ['matrix products', compute.matmulSeconds],
    ['attention', compute.attentionSeconds],
    ['memory-bound operators', compute.elementwiseSeconds],
    ['launches', compute.launchSeconds],
    ['pipeline bubble', step.bubbleSeconds],
    ['tensor parallel, exposed', step.tensor.exposedSeconds],
    ['context parallel, exposed', step.context.exposedSeconds],
    ['expert parallel, exposed', step.expert.exposedSeconds],
    ['pipeline transfers, exposed', step.pipeline.exposedSeconds],
    ['data parallel, exposed', step.data.exposedSeconds],
    ['optimiser', step.optimizerSeconds],
    ['fixed', step.fixedSeconds],
    ['growth with scale', step.jitterSeconds],
  ];
  const bytes = (value: number) => `${formatNumber(value / 1e9, 3)} GB`;
  return [
    table([
      ...parts.map(([label, seconds]) => [
        label,
        formatDuration(seconds, 3),
        formatPercent(seconds / total, 2),
        '#'.repeat(Math.round((BAR * seconds) / total)).padEnd(BAR),
      ]),
      ['step', formatDuration(total, 4), '100 %', ''],
    ]),
    table([
      ['MFU (causal attention counted by half)', formatPercent(step.mfu)],
      ['MFU (full attention)', formatPercent(step.mfuFullAttention)],
      ['HFU (as the first, with recomputation)', formatPercent(step.hfu)],
      ['communication hidden behind computation', formatDuration(hidden(step), 3)],
      ['checkpoint', bytes(step.checkpointBytes)],
      ['memory: weights', bytes(memory.weightsBytes)],
      ['memory: gradients', bytes(memory.gradientsBytes)],
      ['memory: optimiser', bytes(memory.optimizerBytes)],
      ['memory: activations', bytes(memory.activationsBytes)],
      ['memory: head', bytes(memory.headBytes)],
      ['memory: overhead', bytes(memory.overheadBytes)],
      [
        `memory of the fullest GPU, ${memory.fits ? 'fits' : `does NOT fit by ${bytes(memory.excessBytes)}`}`,
        `${bytes(memory.totalBytes)} of ${bytes(memory.capacityBytes)}`,
      ],
    ]),
  ].join('\n');
}

function hidden({ tensor, context, expert, pipeline, data }: StepPrediction): number {
  return [tensor, context, expert, pipeline, data].reduce(
    (sum, traffic) => sum + traffic.overlappedSeconds,
    0,
  );
}
