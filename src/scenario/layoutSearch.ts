import { divisors, type Layout, layoutProblems } from '../model/step/layout.ts';
import { PROFILES } from '../model/step/profiles.ts';
import { predictStep, type StepPrediction } from '../model/step/step.ts';
import type { Scenario } from './schema.ts';
import { stepModelInput } from './stepModel.ts';

export interface RankedLayout {
  readonly layout: Layout;
  readonly prediction: StepPrediction;
}

export interface LayoutSearch {
  /** Layouts that fit, fastest step first. */
  readonly ranked: readonly RankedLayout[];
  /** Layouts that divide, and how many of those did not fit. */
  readonly evaluated: number;
  readonly tooLarge: number;
}

const MICRO_BATCHES = [1, 2, 4, 8];
const VIRTUAL_STAGES = [1, 2, 3, 4, 5, 6, 7, 8];
const RECOMPUTE = ['none', 'selective', 'full'] as const;
/** Flash attention keeps no scores: selective recomputation has nothing to drop. */
const FLASH_RECOMPUTE = ['none', 'full'] as const;
const ZERO_STAGES = [1, 3] as const;
/** Beyond this many tensor-parallel or context-parallel ranks nothing published goes. */
const WIDEST = 64;

/**
 * Tries every parallel layout that divides and ranks those that fit by step time; null when the step-time model does not
 * know the scenario's model or machine. `keep` bounds how many are returned; `onProgress` hears of every candidate.
 */
export function searchLayouts(
  scenario: Scenario,
  phase: number,
  keep: number,
  onProgress: (done: number, total: number) => void,
): LayoutSearch | null {
  const input = stepModelInput(scenario, phase);
  if (input === null) return null;
  const { model, work, machine } = input;
  const { gpus, sequenceParallel } = work.layout;
  const profile = PROFILES[scenario.workload.stack];
  const widths = (total: number, most: number) => divisors(total).filter((width) => width <= most);
  const tensors = widths(model.heads, Math.min(WIDEST, machine.scaleUp.gpus));
  const pipelines = divisors(gpus).filter((stages) => stages <= model.layers);
  const contexts = widths(work.sequence, 16).filter((width) => gpus % width === 0);
  const experts = model.experts === null ? [1] : divisors(model.experts.total);
  const recomputes = profile.facts.attention === 'flash' ? FLASH_RECOMPUTE : RECOMPUTE;
  const total = tensors.length * pipelines.length * contexts.length;
  let done = 0;
  let evaluated = 0;
  let tooLarge = 0;
  let best: RankedLayout[] = [];
  for (const tensor of tensors) {
    for (const pipeline of pipelines) {
      for (const context of contexts) {
        onProgress(++done, total);
        if (gpus % (tensor * pipeline * context) !== 0) continue;
        for (const expert of experts) {
          for (const virtualStages of pipeline === 1 ? [1] : VIRTUAL_STAGES) {
            for (const microBatch of MICRO_BATCHES) {
              for (const zeroStage of pipeline === 1 ? ZERO_STAGES : ([1] as const)) {
                for (const recompute of recomputes) {
                  const layout: Layout = {
                    ...work.layout,
                    ...{ gpus, tensor, sequenceParallel, pipeline, context, expert },
                    ...{ virtualStages, microBatch, zeroStage, recompute },
                  };
                  if (layoutProblems(model, layout, work.sequence).length > 0) continue;
                  evaluated += 1;
                  const prediction = predictStep(model, { ...work, layout }, machine, profile);
                  if (prediction.memory.fits) best.push({ layout, prediction });
                  else tooLarge += 1;
                }
              }
            }
          }
        }
      }
    }
    if (best.length > 20 * keep) best = fastest(best, keep);
  }
  return { ranked: fastest(best, keep), evaluated, tooLarge };
}

function fastest(layouts: RankedLayout[], keep: number): RankedLayout[] {
  return layouts.sort((a, b) => a.prediction.stepSeconds - b.prediction.stepSeconds).slice(0, keep);
}
