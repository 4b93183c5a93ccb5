import { type Command, InvalidArgumentError, Option } from 'commander';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { type CsvDialect, DECIMAL_MARKS, type DecimalMark, listSeparator } from '../report/csvDialect.ts';
import { DISTRIBUTION_METRICS, ecdfTable, histogramTable } from '../report/distributionTables.ts';
import type { Table } from '../report/table.ts';
import { wideTable } from '../report/wideTable.ts';
import type { StudyPoint } from '../runtime/runStudy.ts';
import { FILE_FORMATS, type TableFormat } from '../runtime/tableFiles.ts';
import { columnsOfPoints, namedOf } from './chosenMetrics.ts';
import { UsageError } from './exit.ts';
import { wholeNumber } from './scenarioOptions.ts';

/** Data rows that Excel and LibreOffice read (2^20 with the header). */
export const SPREADSHEET_ROWS = 1_048_575;

export interface TableOptions {
  readonly wide?: boolean;
  readonly histogram?: true | readonly string[];
  readonly ecdf?: true | readonly string[];
  readonly format: TableFormat['files'];
  readonly excel?: boolean;
  readonly csvDelimiter?: string;
  readonly csvDecimal: DecimalMark;
  readonly splitRows?: true | number;
}

/** Options of every command that writes the tables of a study. */
export function withTableOptions(command: Command): Command {
  const metrics = `(default: ${DISTRIBUTION_METRICS.join(', ')}; all for every one)`;
  return command
    .option('--wide', 'also wide.csv: a row a point, a column a metric and statistic')
    .option('--histogram [metrics...]', `also histogram.csv of these metrics ${metrics}`)
    .option('--ecdf [metrics...]', `also ecdf.csv: empirical distribution functions ${metrics}`)
    .addOption(new Option('--format <files>', 'files of the tables').choices(FILE_FORMATS).default('csv'))
    .option('--excel', 'CSV that Excel opens: with a byte order mark')
    .option(
      '--csv-delimiter <character>',
      'comma, semicolon, tab or the character itself (default: comma; semicolon with a decimal comma)',
      delimiter,
    )
    .addOption(
      new Option('--csv-decimal <mark>', 'decimal mark of CSV').choices(DECIMAL_MARKS).default('point'),
    )
    .option(
      '--split-rows [count]',
      `write a CSV of more rows as runs.1.csv, runs.2.csv, … of so many each (default: ${SPREADSHEET_ROWS}, what spreadsheets read)`,
      wholeNumber(1),
    );
}

const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t' };

function delimiter(text: string): string {
  const character = DELIMITERS[text] ?? text;
  if (!/^[\t!#-&(-*,/:-@[-`{-~]$/.test(character)) {
    throw new InvalidArgumentError(
      'it must be comma, semicolon, tab or one character that stands in no number and no quotation.',
    );
  }
  return character;
}

/** @throws UsageError where two options contradict each other */
export function tableFormat({
  format,
  excel,
  csvDelimiter,
  csvDecimal,
  splitRows,
}: TableOptions): TableFormat {
  if (
    format === 'parquet' &&
    (excel === true || csvDelimiter !== undefined || csvDecimal !== 'point' || splitRows !== undefined)
  )
    throw new UsageError(
      '--excel, --csv-delimiter, --csv-decimal and --split-rows are of CSV, and --format parquet writes none; take --format both',
    );
  const dialect: CsvDialect = {
    delimiter: csvDelimiter ?? listSeparator(csvDecimal),
    decimal: csvDecimal,
    byteOrderMark: excel ?? false,
  };
  if (csvDecimal === 'comma' && dialect.delimiter === ',') {
    throw new UsageError(
      'a decimal comma needs another delimiter than the comma; leave out --csv-delimiter for a semicolon',
    );
  }
  return { files: format, dialect, splitRows: splitRows === true ? SPREADSHEET_ROWS : (splitRows ?? null) };
}

/** The tables asked for beside the usual ones. @throws UsageError for a metric that no point has */
export function requestedTables(
  { wide, histogram, ecdf }: TableOptions,
  points: readonly StudyPoint[],
): (study: StudyTables) => Table[] {
  const histograms = metricsOf('--histogram', histogram, points);
  const distributions = metricsOf('--ecdf', ecdf, points);
  return (study) => [
    ...(wide === true ? [wideTable(study)] : []),
    ...(histograms.length === 0 ? [] : [histogramTable(study, histograms)]),
    ...(distributions.length === 0 ? [] : [ecdfTable(study, distributions)]),
  ];
}

function metricsOf(
  option: string,
  given: true | readonly string[] | undefined,
  points: readonly StudyPoint[],
): readonly string[] {
  if (given === undefined) return [];
  if (given === true) return DISTRIBUTION_METRICS;
  const known = [...new Set(columnsOfPoints(points).map(({ name }) => name))];
  return namedOf(option, given, known);
}
