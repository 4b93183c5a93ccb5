import type { Judgement } from '../montecarlo/validation/judge.ts';
import { AREAS, type Area } from '../montecarlo/validation/publishedRow.ts';
import { COUNT_HEADING, FIGURE_HEADING, figureCells, judgementsOf, remarks } from './figuresView.ts';
import type { StepTimeCheck } from './stepTimeCheck.ts';
import { STEP_TIME_HEADING, sourceRemarks, stepTimeCells } from './stepTimeCheckView.ts';

const ABOUT: Readonly<Record<Area, string>> = {
  goodput: 'How often runs were interrupted, and how much of their time counted.',
  energy: 'Electricity and carbon of training runs.',
  cost: 'GPU-hours and money.',
  peers: 'Closed forms of the literature, and the output of another simulator; each beside a simulation.',
  seed: "The founding essay's arithmetic, and where it does not close.",
};

/** The whole check as a page. */
export function checkModelMarkdown(
  steps: StepTimeCheck | null,
  judgements: readonly Judgement[],
  counts: readonly (readonly string[])[],
): string {
  const lines = [
    '<!-- Written by `npm run check-model`, which simulates for a while and so is no part of `npm run generate`: do not edit. -->',
    '# Predictions beside published figures',
    '',
    'Each figure is a row of `scenarios/validation/published.yaml` (or of `airesim.csv`, `step-time.csv`): the scenario that predicts',
    'it, what is set in it, the quantity, the tolerance and why. `longrun check-model` simulates them again; it ends with 4 when a',
    'prediction is beyond its tolerance, and also when a figure listed as not reproduced is reproduced after all, for then its reason',
    'is none. *Inputs* says how we know what the prediction starts from: published, inferred from published figures, or assumed.',
    '*From itself*: these inputs were set from the figure or knowing it, or its source has it from the same inputs by the same formula;',
    'such a row tests the way from input to result, and no model.',
    'An interval is that of the mean over the replications; what we do not know of the inputs is not in it. *Before luck*: what the',
    'model says of the scenario without simulating it. *Arithmetic*: a product of inputs, which tests no model.',
    '',
    ...tableLines(COUNT_HEADING, counts),
    '',
    ...AREAS.flatMap((area) => areaLines(area, judgementsOf(judgements, area))),
    ...(steps === null ? [] : stepTimeLines(steps)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function areaLines(area: Area, judgements: readonly Judgement[]): readonly string[] {
  if (judgements.length === 0) return [];
  return [
    `## ${area}`,
    '',
    ABOUT[area],
    '',
    ...tableLines(
      [...FIGURE_HEADING, 'source and remarks'],
      judgements.map((judgement) => [...figureCells(judgement), remarks(judgement.row).join('; ')]),
    ),
    '',
  ];
}

function stepTimeLines({ reports, unpredicted }: StepTimeCheck): readonly string[] {
  const cells = stepTimeCells(reports);
  return [
    '## step-time',
    '',
    'Measured steps beside those of the step-time model, which has no luck: a source per line, judged by the mean absolute error of',
    'the rows that no constant was fitted on; where there are none, by all its rows, *from itself*. The tolerance is the aim for step',
    'times that nothing was fitted on. Errors of single steps, each with its source, stand in `longrun check-model step-time --csv`.',
    'Inputs are *assumed* where the source leaves out something that a prediction needs. *Too large*: steps that ran, and that the',
    'memory model says do not fit.',
    '',
    ...tableLines(
      [...STEP_TIME_HEADING, 'what, source and remarks'],
      cells.map((line, index) => [...line, sourceRemarks(reports[index]!).join('; ')]),
    ),
    '',
    'Measured, and not predicted:',
    '',
    ...tableLines(
      ['row', 'step', 'reason', 'source'],
      unpredicted.map(({ id, what, reason, source }) => [id, what, reason, source]),
    ),
  ];
}

function tableLines(heading: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ').trim()).join(' | ')} |`;
  return [line(heading), `|${'---|'.repeat(heading.length)}`, ...rows.map(line)];
}
