import Papa from 'papaparse';
import { delimiterOf } from '../failureLog/readLog.ts';
import { nearest } from '../nearest.ts';
import { type Problem, ScenarioError } from '../problems.ts';
import { createHourCheck, hourColumnOf, isTimeHeader } from './hourColumn.ts';

/** One column of numbers of a CSV, an hour a line. */
export interface HourlyColumn {
  readonly values: readonly number[];
  /** Line of each. */
  readonly lines: readonly number[];
}

export interface HourlyCsvOptions {
  /** Header of the values; undefined for the first column of numbers that is no time. */
  readonly column: string | undefined;
  readonly first: 'run-start' | 'new-year';
}

interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const PROBLEMS_LISTED = 20;

/**
 * Reads hourly values. A column of times, where there is one, must go on by one hour a line.
 * @throws ScenarioError with the line of each problem
 */
export function hourlyFromCsv(text: string, file: string, options: HourlyCsvOptions): HourlyColumn {
  const problems: Problem[] = [];
  const refuse = (line: number, path: string, message: string) =>
    problems.push({ file, path, message, line, column: 1 });
  const [header, ...rows] = rowsOf(text, refuse);
  if (header === undefined) refuse(1, '', 'is empty; the first line must name the columns');
  else if (rows.length === 0) refuse(header.line, '', 'has a header and no values; give one line an hour');
  throwIfAny(file, problems);

  const headers = header!.cells.map((cell) => cell.trim());
  const at = columnOf(headers, rows[0]!, options.column);
  if (typeof at === 'string') refuse(header!.line, '', at);
  throwIfAny(file, problems);

  const position = at as number;
  const hours = hourColumnOf(headers, rows[0]!.cells, position);
  const checkHour = hours === null ? null : createHourCheck(options.first);
  const values: number[] = [];
  const lines: number[] = [];
  for (const { cells, line } of rows) {
    if (cells.length !== headers.length) {
      refuse(line, '', `has ${cells.length} fields, the header has ${headers.length}`);
      continue;
    }
    const cell = cells[position]!.trim();
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
    if (cell === '') refuse(line, headers[position]!, 'is empty; every hour needs a value');
    else if (!Number.isFinite(value)) {
      refuse(line, headers[position]!, `"${cell}" is no number; write it like 0.08, with a point`);
    }
    const wrong = hours === null ? null : checkHour!(cells[hours]!.trim());
    if (wrong !== null) refuse(line, headers[hours!]!, wrong);
    values.push(value);
    lines.push(line);
  }
  throwIfAny(file, problems);
  return { values, lines };
}

function rowsOf(text: string, refuse: (line: number, path: string, message: string) => void): Row[] {
  const plain = (text.startsWith('\uFEFF') ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  const { data, errors } = Papa.parse<string[]>(plain, { delimiter: delimiterOf(plain), newline: '\n' });
  const rows: Row[] = [];
  let line = 1;
  data.forEach((cells, index) => {
    const bad = errors.find(({ row }) => row === index);
    const isNothing = cells.length === 1 && (cells[0]!.trim() === '' || cells[0]!.startsWith('#'));
    if (bad !== undefined) refuse(line, '', `is no CSV: ${bad.message}`);
    else if (!isNothing) rows.push({ cells, line });
    line += 1 + cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
  });
  return rows;
}

/** Place of the column, or what is wrong. */
function columnOf(headers: readonly string[], first: Row, wanted: string | undefined): number | string {
  const listed = headers.map((header) => `"${header}"`).join(', ');
  if (wanted === undefined) {
    const found = headers.findIndex(
      (header, index) => !isTimeHeader(header) && NUMBER.test(first.cells[index]?.trim() ?? ''),
    );
    return found >= 0
      ? found
      : `no column begins with a number and is no time; the header has ${listed}. Name one by column`;
  }
  const found = headers.indexOf(wanted.trim());
  if (found >= 0) return found;
  const near = nearest(wanted, headers);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return `there is no column "${wanted}"${hint} The header has ${listed}`;
}

function throwIfAny(file: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const more = problems.length - PROBLEMS_LISTED;
  throw new ScenarioError([
    ...problems.slice(0, PROBLEMS_LISTED),
    ...(more > 0 ? [{ file, path: '', message: `and ${more} problems more like these` }] : []),
  ]);
}
