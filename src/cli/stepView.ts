import type { StepPrediction } from '../model/step/step.ts';
import type { Predictions } from '../scenario/compile/phases.ts';
import type { SamplePhase } from '../scenario/sampleModel.ts';
import type { Scenario } from '../scenario/schema.ts';
import { fitText, type StackChoice, stackOf } from '../scenario/stackChoice.ts';
import { stepModelFindings } from '../scenario/stepFindings.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';

const BAR = 30;

/** What the step-time model says of each phase: the step as a stack, memory by kind, utilisation, checkpoint. */
export function stepModelText(scenario: Scenario, predictions: Predictions): string {
  const choice = stackOf(scenario);
  const phases = scenario.workload.phases.map((phase, index) => {
    const prediction = predictions[index] ?? null;
    const name = scenario.workload.phases.length === 1 ? '' : `  phase ${index}\n`;
    if (prediction === null) {
      const [reason] = stepModelFindings(scenario, index);
      return `${name}  not predicted: ${reason?.message ?? 'the scenario does not say enough'}`;
    }
    const used =
      phase.mfu === undefined && phase.step_time === undefined
        ? 'this decides the run'
        : 'mfu or step_time is given and decides the run; this is for comparison';
    return `${name}  ${used}\n${'achieved' in prediction ? sampleText(prediction) : predictionText(prediction)}`;
  });
  const isSample = predictions.some((prediction) => prediction !== null && 'achieved' in prediction);
  return [...(choice === null || isSample ? [] : [stackText(choice)]), ...phases].join('\n');
}

/** Which constants the prediction uses, why, what they rest on, and how far the scenario is from that. */
export function stackText(choice: StackChoice): string {
  const { stack, because, extrapolated } = choice;
  const lines = [`  stack: ${stack}, ${because}`, `  fitted on: ${fitText(choice)}`];
  if (extrapolated.length > 0)
    lines.push(`  extrapolated: the fit never saw ${extrapolated.join(', ')}; expect larger errors`);
  return lines.join('\n');
}

function predictionText(step: StepPrediction): string {
  const { compute, memory } = step;
  const bytes = (value: number) => `${formatNumber(value / 1e9, 3)} GB`;
  return [
    stackTable(step.stepSeconds, [
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

/** Parts of a step that add to it, as bars. */
function stackTable(total: number, parts: readonly (readonly [string, number])[]): string {
  return table([
    ...parts.map(([label, seconds]) => [
      label,
      formatDuration(seconds, 3),
      formatPercent(seconds / total, 2),
      '#'.repeat(Math.round((BAR * seconds) / total)).padEnd(BAR),
    ]),
    ['step', formatDuration(total, 4), '100 %', ''],
  ]);
}

/** A model given by its FLOPs per sample. */
function sampleText(step: SamplePhase): string {
  const { low, share, high } = step.achieved;
  return [
    stackTable(step.stepSeconds, [
      ['computing', step.computeSeconds],
      ['exchange of gradients, not hidden', step.exchangeSeconds],
    ]),
    table([['MFU', formatPercent(step.mfu)]]),
    `  computing reaches ${formatPercent(share)} of the peak: the middle of the ${formatPercent(low)} to ` +
      `${formatPercent(high)} measured of ${step.library}`,
    `  at those ends the step takes ${formatDuration(stepAt(step, low), 3)} and ${formatDuration(stepAt(step, high), 3)}`,
  ].join('\n');
}

function stepAt({ achieved, computeSeconds, exchangeSeconds }: SamplePhase, share: number): number {
  return (computeSeconds * achieved.share) / share + exchangeSeconds;
}

function hidden({ tensor, context, expert, pipeline, data }: StepPrediction): number {
  return [tensor, context, expert, pipeline, data].reduce(
    (sum, traffic) => sum + traffic.overlappedSeconds,
    0,
  );
}
