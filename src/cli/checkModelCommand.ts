import { Argument, Command } from 'commander';
import {
  type Comparison,
  compareRows,
  type ErrorSummary,
  reportSets,
  type Unpredicted,
  unpredictedRows,
} from '../model/step/validation.ts';
import { csv } from '../report/csv.ts';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { loadValidationRows } from '../runtime/validationFiles.ts';
import { EXIT } from './exit.ts';
import { formatDuration, formatPercent, table } from './format.ts';
import { withOutputOptions } from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface CheckModelOptions extends TerminalOptions {
  readonly rows?: boolean;
  readonly csv?: string;
  readonly json?: boolean;
}

export function checkModelCommand(finish: (code: number) => void): Command {
  const command = new Command('check-model')
    .description(
      'predictions against published measurements; exit code 4 when a source exceeds its tolerance',
    )
    .addArgument(new Argument('[what]', 'what to check').choices(['step-time']).default('step-time'))
    .option('--no-rows', 'only the errors per source')
    .option('--csv <file>', 'also write every row as CSV');
  withOutputOptions(command);
  return command.action((_what: string, options: CheckModelOptions) => {
    const terminal = createTerminal(options);
    const rows = loadValidationRows();
    const comparisons = compareRows(rows);
    const unpredicted = unpredictedRows(rows);
    const reports = reportSets(comparisons);
    const failed = reports.filter((report) => !report.passes);
    if (options.csv !== undefined) writeFileAtomically(options.csv, comparisonCsv(comparisons, unpredicted));
    if (options.json === true) {
      terminal.out(JSON.stringify({ schema: 'longrun-check-model/1', comparisons, unpredicted, reports }));
    } else {
      if (options.rows !== false) {
        terminal.out(ROW_HEADING);
        for (const row of comparisons) terminal.out(rowText(row));
        for (const { id, source, reason } of unpredicted) {
          terminal.out(`${id.padEnd(24)}  ${source.padEnd(22)}  not predicted; ${reason}`);
        }
        terminal.out('');
      }
      const heading = [
        'source',
        'rows',
        'mean |error|',
        'fitted rows',
        'unseen rows',
        'worst',
        'tolerance',
        '',
        'what',
      ];
      terminal.out(
        table([
          heading,
          ...reports.map(({ set, all, fitted, unseen, passes }) => [
            set.name,
            String(all?.rows ?? 0),
            meanOf(all),
            meanOf(fitted),
            meanOf(unseen),
            all === null ? '-' : formatPercent(all.worst, 2),
            formatPercent(set.tolerance, 2),
            passes ? 'ok' : 'EXCEEDED',
            set.about,
          ]),
        ]),
      );
    }
    if (failed.length > 0) {
      terminal.error(`longrun: beyond tolerance: ${failed.map(({ set }) => set.name).join(', ')}`);
    }
    finish(failed.length > 0 ? EXIT.modelCheck : EXIT.ok);
  });
}

const ROW_HEADING = [
  'row'.padEnd(24),
  'source'.padEnd(22),
  'measured'.padStart(10),
  'predicted'.padStart(10),
  'error'.padStart(9),
  'model TFLOP/s per GPU, measured and predicted',
].join('  ');

/** Three significant digits are what the tables print. */
function teraflops(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}

function meanOf(summary: ErrorSummary | null): string {
  return summary === null ? '-' : formatPercent(summary.meanAbsolute, 2);
}

function rowText(row: Comparison): string {
  const { id, set, measuredSeconds, predictedSeconds, timeError, fitted } = row;
  const sign = timeError < 0 ? '-' : '+';
  return [
    id.padEnd(24),
    set.padEnd(22),
    formatDuration(measuredSeconds, 4).padStart(10),
    formatDuration(predictedSeconds, 4).padStart(10),
    `${sign}${formatPercent(Math.abs(timeError), 2)}`.padStart(9),
    teraflops(row.measuredTflops).padStart(5),
    teraflops(row.predictedTflops).padStart(5),
    fitted ? 'fitted' : 'unseen',
  ].join('  ');
}

function comparisonCsv(
  comparisons: readonly Comparison[],
  unpredicted: readonly Unpredicted[],
): Generator<string> {
  return csv(
    [
      'id',
      'source',
      'profile',
      'fitted',
      'measured_s',
      'predicted_s',
      'error',
      'measured_tflops_per_gpu',
      'predicted_tflops_per_gpu',
      'memory_error',
      'fits',
      'not_predicted',
    ],
    [
      ...comparisons.map((row) => [
        row.id,
        row.set,
        row.profile,
        String(row.fitted),
        row.measuredSeconds,
        row.predictedSeconds,
        row.timeError,
        row.measuredTflops,
        row.predictedTflops,
        row.memoryError,
        String(row.fits),
        null,
      ]),
      ...unpredicted.map(({ id, source, reason }) => [id, source, ...new Array<null>(9).fill(null), reason]),
    ],
  );
}
