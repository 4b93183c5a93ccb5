import { divisors, type Layout, layoutProblems } from '../model/step/layout.ts';
import { predictStep, type StepPrediction } from '../model/step/step.ts';
import type { Scenario } from './schema.ts';
import { type StepModelInput, stepModelInput } from './stepModel.ts';

export interface RankedLayout {
  readonly layout: Layout;
  readonly prediction: StepPrediction;
}

export interface LayoutSearch {
  /** Layouts that fit, fastest step first. */
  readonly ranked: readonly RankedLayout[];
  /** Layouts tried, of which many do not divide. */
  readonly candidates: number;
  /** Layouts that divide, each predicted in full, and how many of those did not fit. */
  readonly evaluated: number;
  readonly tooLarge: number;
}

const MICRO_BATCHES = [1, 2, 4, 8];
const VIRTUAL_STAGES = [1, 2, 3, 4, 5, 6, 7, 8];
/** Beyond this many tensor-parallel or context-parallel ranks nothing published goes. */
const WIDEST = 64;
const WIDEST_CONTEXT = 16;

/**
 * Tries every parallel layout that divides and ranks those that fit by step time; null when the step-time model does not
 * know the scenario's model or machine. `keep` bounds how many are returned; `onProgress` hears of every width tried.
 */
export function searchLayouts(
  scenario: Scenario,
  phase: number,
  keep: number,
  onProgress: (done: number, total: number) => void,
): LayoutSearch | null {
  const input = stepModelInput(scenario, phase);
  if (input === null) return null;
  const { model, work, machine, profile } = input;
  const widths = [...spread([work.layout], widthAxes(input))];
  const ranked: RankedLayout[] = [];
  let candidates = 0;
  let evaluated = 0;
  let tooLarge = 0;
  widths.forEach((width, index) => {
    onProgress(index + 1, widths.length);
    for (const layout of spread([width], settingAxes(input))) {
      candidates += 1;
      if (layoutProblems(model, layout, work.sequence).length > 0) continue;
      evaluated += 1;
      const prediction = predictStep(model, { ...work, layout }, machine, profile);
      if (prediction.memory.fits) insert(ranked, { layout, prediction }, keep);
      else tooLarge += 1;
    }
  });
  return { ranked, candidates, evaluated, tooLarge };
}

/** The values that one knob may take, given the knobs before it. */
type Axis = (layout: Layout) => readonly Partial<Layout>[];

/** How many ranks share a sequence and a model: data parallelism is what is left, so they must divide the GPUs. */
function widthAxes({ model, work, machine }: StepModelInput): readonly Axis[] {
  const { gpus } = work.layout;
  const upTo = (total: number, most: number) => divisors(total).filter((width) => width <= most);
  const tensors = upTo(model.heads, Math.min(WIDEST, machine.scaleUp.gpus));
  const pipelines = upTo(gpus, model.layers);
  const contexts = upTo(work.sequence, WIDEST_CONTEXT);
  return [
    () => tensors.map((tensor) => ({ tensor })),
    ({ tensor }) => pipelines.filter((n) => gpus % (tensor * n) === 0).map((pipeline) => ({ pipeline })),
    ({ tensor, pipeline }) =>
      contexts.filter((n) => gpus % (tensor * pipeline * n) === 0).map((context) => ({ context })),
  ];
}

/** How those ranks work. */
function settingAxes({ model, profile }: StepModelInput): readonly Axis[] {
  const experts = model.experts === null ? [1] : divisors(model.experts.total);
  // Flash attention keeps no scores: selective recomputation has nothing to drop.
  const recomputes =
    profile.facts.attention === 'flash'
      ? (['none', 'full'] as const)
      : (['none', 'selective', 'full'] as const);
  return [
    () => experts.map((expert) => ({ expert })),
    ({ pipeline }) => (pipeline === 1 ? [1] : VIRTUAL_STAGES).map((virtualStages) => ({ virtualStages })),
    () => MICRO_BATCHES.map((microBatch) => ({ microBatch })),
    ({ pipeline }) =>
      (pipeline === 1 ? ([1, 3] as const) : ([1] as const)).map((zeroStage) => ({ zeroStage })),
    () => recomputes.map((recompute) => ({ recompute })),
  ];
}

/** Every layout with every combination of the axes' values, one at a time, the last axis changing fastest. */
function spread(layouts: Iterable<Layout>, axes: readonly Axis[]): Iterable<Layout> {
  return axes.reduce<Iterable<Layout>>(spreadOne, layouts);
}

function* spreadOne(layouts: Iterable<Layout>, axis: Axis): Generator<Layout> {
  for (const layout of layouts) for (const change of axis(layout)) yield { ...layout, ...change };
}

/** Keeps `ranked` sorted by step time and at most `keep` long; of equals the first stays first. */
function insert(ranked: RankedLayout[], one: RankedLayout, keep: number): void {
  const { stepSeconds } = one.prediction;
  let low = 0;
  let high = ranked.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranked[middle]!.prediction.stepSeconds <= stepSeconds) low = middle + 1;
    else high = middle;
  }
  if (low >= keep) return;
  ranked.splice(low, 0, one);
  if (ranked.length > keep) ranked.pop();
}
