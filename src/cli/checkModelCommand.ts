import { Argument, Command, Option } from 'commander';
import { fails } from '../montecarlo/validation/judge.ts';
import { AREAS } from '../montecarlo/validation/publishedRow.ts';
import { judgeFigures, planFigures } from '../runtime/checkFigures.ts';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { loadPublished, loadValidationRows, readPublished } from '../runtime/validationFiles.ts';
import { defaultWorkers } from '../runtime/workerPool.ts';
import { checkModelMarkdown } from './checkModelMarkdown.ts';
import { EXIT, UsageError } from './exit.ts';
import { figureRecords, figuresCsv } from './figuresTable.ts';
import { countsText, figureCounts, figuresText } from './figuresView.ts';
import { createProgress } from './progress.ts';
import { wholeNumber, withOutputOptions } from './scenarioOptions.ts';
import { checkStepTimes, failedSources } from './stepTimeCheck.ts';
import { stepTimeRowsText, stepTimeText } from './stepTimeCheckView.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

const WHAT = ['step-time', ...AREAS, 'all'] as const;
type What = (typeof WHAT)[number];

interface CheckModelOptions extends TerminalOptions {
  readonly rows?: boolean;
  readonly csv?: string;
  readonly markdown?: string;
  readonly figures?: string;
  readonly workers: number | 'auto';
  readonly json?: boolean;
}

export function checkModelCommand(finish: (code: number) => void): Command {
  const command = new Command('check-model')
    .description(
      'predictions against published figures; exit code 4 when one is beyond its tolerance, or is reproduced though it is listed as not',
    )
    .addArgument(new Argument('[what]', 'what to check').choices(WHAT).default('all'))
    .option('--no-rows', 'only the counts per area, and a line per source of step times')
    .option('--figures <file>', 'judge these instead: a file like scenarios/validation/published.yaml')
    .option('--csv <file>', 'also write every figure, and every measured step, as CSV')
    .option('--markdown <file>', 'also write all of it as a page')
    .addOption(
      new Option('--workers <count>', 'worker threads, or auto')
        .argParser((text: string) => (text === 'auto' ? 'auto' : wholeNumber(1)(text)))
        .default('auto' as const),
    );
  withOutputOptions(command);
  return command.action(async (what: What, options: CheckModelOptions) => {
    const terminal = createTerminal(options);
    const own = options.figures;
    if (own !== undefined && what === 'step-time')
      throw new UsageError('--figures has no step times; leave out step-time');
    if (options.csv !== undefined && options.csv === options.markdown)
      throw new UsageError(`--csv and --markdown would both write ${options.csv}`);
    const withSteps = what === 'step-time' || (what === 'all' && own === undefined);
    const steps = withSteps ? checkStepTimes(loadValidationRows()) : null;
    const published = own === undefined ? loadPublished() : readPublished(own);
    const wanted = published.filter(({ area }) => what === 'all' || area === what);
    if (own !== undefined && wanted.length === 0) throw new UsageError(`${own} has no figures of ${what}`);
    const plan = planFigures(wanted);
    const workers = options.workers === 'auto' ? defaultWorkers() : options.workers;
    const progress = createProgress(terminal);
    const judgements = await judgeFigures(plan, workers, (done, all) =>
      progress.update({ done, wanted: all, failed: 0, resumed: 0 }),
    ).finally(progress.end);
    const records = figureRecords(judgements, steps);
    if (options.csv !== undefined) writeFileAtomically(options.csv, figuresCsv(records));
    if (options.markdown !== undefined)
      writeFileAtomically(options.markdown, [checkModelMarkdown(steps, judgements, figureCounts(records))]);
    if (options.json === true) {
      terminal.out(JSON.stringify({ schema: 'longrun-check-model/3', what, figures: records }));
    } else {
      const { bold } = terminal.colors;
      if (judgements.length > 0) {
        if (options.rows !== false) terminal.out(figuresText(judgements, bold));
        terminal.out(countsText(records));
      }
      if (steps !== null) {
        // A thousand rows would hide the figures: `check-model step-time` has them.
        if (what === 'step-time' && options.rows !== false) terminal.out(stepTimeRowsText(steps));
        if (what === 'all') terminal.out(`\n${bold('step-time')}`);
        terminal.out(stepTimeText(steps, options.rows !== false));
      }
    }
    const failed = [
      ...judgements.filter(fails).map(({ row, verdict }) => `${row.id} (${verdict})`),
      ...(steps === null ? [] : failedSources(steps)),
    ];
    if (failed.length > 0) terminal.error(`longrun: beyond tolerance: ${failed.join(', ')}`);
    finish(failed.length > 0 ? EXIT.modelCheck : EXIT.ok);
  });
}
