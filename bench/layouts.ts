import { predictStep } from '../src/model/step/step.ts';
import { searchLayouts } from '../src/scenario/layoutSearch.ts';
import { stepModelInput } from '../src/scenario/stepModel.ts';
import { type Effort, measureInterleaved } from './measure.ts';
import { number, type Section } from './report.ts';
import { llama3 } from './scenario.ts';

/** Configurations a second of Calculon, lowest and highest of several runs. */
const CALCULON = [
  { name: 'Calculon, compile + run, quiet logger', low: 168, high: 201 },
  { name: 'Calculon, the same with logging taken out', low: 368, high: 549 },
  { name: 'Calculon, its own search, early rejections counted', low: 64, high: 90.6 },
] as const;
const BEST = Math.max(...CALCULON.map(({ high }) => high));
const KEPT = 20;

/** Layouts of Llama 3 405B on 16,384 GPUs: one prediction over and over, and the whole of `longrun layout`. */
export async function benchLayouts(effort: Effort): Promise<Section> {
  const { scenario } = llama3();
  const input = stepModelInput(scenario, 0);
  const search = searchLayouts(scenario, 0, KEPT, () => {});
  if (input === null || search === null) throw new Error('the step-time model does not know the scenario');
  const { model, work, machine, profile } = input;
  const { candidates, evaluated, tooLarge } = search;
  // What is computed must be used, or the compiler may leave it out.
  let used = 0;
  const timings = await measureInterleaved(
    [
      {
        name: "predictStep, the scenario's layout",
        run: (operations) => {
          for (let operation = 0; operation < operations; operation++)
            used += predictStep(model, work, machine, profile).stepSeconds;
        },
      },
      {
        name: 'the whole search',
        run: (operations) => {
          for (let operation = 0; operation < operations; operation++)
            used += searchLayouts(scenario, 0, KEPT, () => {})?.evaluated ?? 0;
        },
      },
    ],
    effort,
  );
  if (!(used > 0)) throw new Error('nothing was predicted');
  const layouts = [1, evaluated];
  return {
    title: 'Layouts of scenarios/llama3-405b-16k-h100.yaml',
    notes: [
      `A layout counts when its degrees divide and it is predicted in full (step time, memory, utilisation), whether it fits or not. One search tries ${number(candidates)} candidates; the ${number(candidates - evaluated)} that do not divide take their time but do not count. Of the ${number(evaluated)} counted, ${number(evaluated - tooLarge)} fit.`,
      'Calculon: Isaev et al., SC23, github.com/calculon-ai/calculon at caa4b11, timed in one process of Python 3.11 on another machine (2 AMD EPYC vCPU): these are not measured here, nor published by its authors. Its configurations are full predictions of time and memory too, but for its own search, where 7,032 of 8,112 were rejected early and are counted. The models are not the same: Calculon leaves out embedding, head and loss.',
      `The last column is over the fastest of its figures, ${BEST} a second.`,
    ],
    columns: ['', 'layouts/s', 'µs per layout', 'over Calculon at its best'],
    rows: [
      ...timings.map(({ name, nanoseconds }, index) => {
        const each = nanoseconds / layouts[index]!;
        return [name, number(1e9 / each), number(each / 1000), `${number(1e9 / each / BEST)}x`];
      }),
      ...CALCULON.map(({ name, low, high }) => [
        name,
        `${number(low)} to ${number(high)}`,
        `${number(1e6 / high)} to ${number(1e6 / low)}`,
        `${number(low / BEST)}x to ${number(high / BEST)}x`,
      ]),
    ],
  };
}
