import Papa from 'papaparse';
import { type Problem, ScenarioError } from '../problems.ts';
import { parseQuantity, sameDimension } from '../units.ts';
import { type ColumnChoice, type ColumnNames, findColumns, ROLES, type Role } from './columns.ts';
import { type LogTime, parseTime, type TimeKind } from './timeText.ts';

export interface ReadOptions {
  readonly columns?: ColumnChoice;
  /** Length of one unit of times that are plain numbers; they are seconds if not given. */
  readonly secondsPerUnit?: number;
  /** Rows that cannot be read are left out and told, instead of refusing the log. */
  readonly skipBad?: boolean;
  /** A log to replay: times may be quantities like "3.2 day", and what hits no node leaves the node empty. */
  readonly replay?: boolean;
}

/** A log of failures, one entry a row in every array. */
export interface FailureLog {
  readonly file: string;
  readonly columns: ColumnNames;
  readonly timeKind: TimeKind;
  readonly seconds: Float64Array;
  /** End of the repair; NaN where the row does not tell it. */
  readonly endSeconds: Float64Array;
  /** Line of each row. */
  readonly line: Int32Array;
  /** Index into `nodeNames`; 0 in a log without nodes, which is one system; -1 for none in a log to replay. */
  readonly node: Int32Array;
  readonly nodeNames: readonly string[];
  readonly class: Int32Array;
  readonly classNames: readonly string[];
  /** Rows whose class is empty, counted as class `unknown`. */
  readonly withoutClass: number;
  /** Rows left out, with `skipBad`. */
  readonly bad: readonly Problem[];
}

const PROBLEMS_LISTED = 1000;
/** More than these are free text, not classes. */
const CLASSES_AT_MOST = 200;

/** Reads a CSV of failures; all its problems at once, as a `ScenarioError`. */
export function readFailureLog(file: string, text: string, options: ReadOptions = {}): FailureLog {
  const reader = new LogReader(file, options);
  const plain = (text.startsWith('\uFEFF') ? text.slice(1) : text).replace(/\r\n?/g, '\n');
  const { data, errors } = Papa.parse<string[]>(plain, { delimiter: delimiterOf(plain), newline: '\n' });
  reader.take(data, errors);
  return reader.finish();
}

/** The one that the first line has most of. */
export function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const header = end < 0 ? text : text.slice(0, end);
  return [',', ';', '\t', '|'].reduce((best, candidate) =>
    header.split(candidate).length > header.split(best).length ? candidate : best,
  );
}

class LogReader {
  private readonly file: string;
  private readonly options: ReadOptions;
  private line = 1;
  private header: readonly string[] | null = null;
  private names: ColumnNames = { node: null, time: null, end: null, class: null };
  private readonly index: Record<Role, number> = { node: -1, time: -1, end: -1, class: -1 };
  private timeKind: TimeKind | null = null;
  private readonly seconds: number[] = [];
  private readonly endSeconds: number[] = [];
  private readonly lines: number[] = [];
  private readonly node: number[] = [];
  private readonly class: number[] = [];
  private readonly nodes = new Map<string, number>();
  private readonly classes = new Map<string, number>();
  private withoutClass = 0;
  private readonly problems: Problem[] = [];
  private problemCount = 0;

  constructor(file: string, options: ReadOptions) {
    this.file = file;
    this.options = options;
  }

  take(rows: readonly string[][], errors: readonly Papa.ParseError[]): void {
    const badQuotes = new Map(errors.map(({ row, message }) => [row ?? 0, message]));
    for (let position = 0; position < rows.length; position++) {
      const row = rows[position]!;
      const quotes = badQuotes.get(position);
      if (quotes !== undefined) this.refuse('', `is no CSV: ${quotes}`);
      else if (row.length === 1 && (row[0]!.trim() === '' || row[0]!.startsWith('#'))) {
        // A blank line or a comment.
      } else if (this.header === null) this.readHeader(row);
      else this.readRow(row, this.header);
      this.line += 1;
      for (const cell of row) {
        for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) this.line += 1;
      }
    }
  }

  finish(): FailureLog {
    if (this.header === null && this.problemCount === 0) {
      throw new ScenarioError([
        { file: this.file, path: '', message: 'is empty; the first line must name the columns' },
      ]);
    }
    if (this.seconds.length === 0 && this.problemCount === 0) {
      throw new ScenarioError([
        { file: this.file, path: '', message: 'has a header and no failures; there is nothing to fit' },
      ]);
    }
    if (this.classes.size > CLASSES_AT_MOST) {
      this.refuse(
        'class',
        `column "${this.names.class}" has ${this.classes.size} different values, which are no classes (at most ${CLASSES_AT_MOST}); choose another with --columns class=HEADER, or none with --columns class=`,
        1,
      );
    }
    if (this.problemCount > this.problems.length) {
      const more = this.problemCount - this.problems.length;
      this.problems.push({ file: this.file, path: '', message: `and ${more} problems more like these` });
    }
    const usable =
      this.options.skipBad === true && this.seconds.length > 0 && this.classes.size <= CLASSES_AT_MOST;
    if (this.problemCount > 0 && !usable) throw new ScenarioError(this.problems);
    return {
      file: this.file,
      columns: this.names,
      timeKind: this.timeKind ?? 'number',
      seconds: Float64Array.from(this.seconds),
      endSeconds: Float64Array.from(this.endSeconds),
      line: Int32Array.from(this.lines),
      node: Int32Array.from(this.node),
      nodeNames: [...this.nodes.keys()],
      class: Int32Array.from(this.class),
      classNames: [...this.classes.keys()],
      withoutClass: this.withoutClass,
      bad: this.problems,
    };
  }

  private readHeader(row: readonly string[]): void {
    this.header = row;
    const { names, problems } = findColumns(row, this.options.columns ?? {}, this.options.replay === true);
    this.names = names;
    for (const role of ROLES) {
      const name = names[role];
      this.index[role] = name === null ? -1 : row.indexOf(name);
    }
    if (problems.length > 0) {
      throw new ScenarioError(
        problems.map((message) => ({ file: this.file, path: '', message, line: this.line, column: 1 })),
      );
    }
  }

  private readRow(row: readonly string[], header: readonly string[]): void {
    const before = this.problemCount;
    if (row.length !== header.length) {
      this.refuse('', `has ${row.length} fields, the header has ${header.length}`);
      return;
    }
    const cell = (role: Role) => (this.index[role] < 0 ? '' : row[this.index[role]]!.trim());
    const start = this.time('time', cell('time'));
    const endText = cell('end');
    const end = endText === '' ? Number.NaN : this.time('end', endText);
    if (end < start) this.refuse('end', `"${endText}" is before the time of the failure, "${cell('time')}"`);
    const node = cell('node');
    const needsNode = this.index.node >= 0 && this.options.replay !== true;
    if (needsNode && node === '') this.refuse('node', 'is empty; name the node that failed');
    if (this.problemCount > before) return;
    const named = cell('class');
    if (this.index.class >= 0 && named === '') this.withoutClass += 1;
    this.seconds.push(start);
    this.endSeconds.push(end);
    this.lines.push(this.line);
    this.node.push(this.options.replay === true && node === '' ? -1 : numberOf(this.nodes, node));
    this.class.push(
      numberOf(this.classes, named === '' ? (this.index.class < 0 ? 'any' : 'unknown') : named),
    );
  }

  private time(role: 'time' | 'end', text: string): number {
    const parsed =
      parseTime(text, this.options.secondsPerUnit ?? 1) ??
      (this.options.replay === true ? parseDuration(text) : null);
    if (parsed === null || !Number.isFinite(parsed.seconds)) {
      const what = text === '' ? 'is empty' : `"${text}" is no time`;
      this.refuse(role, `${what}; allowed: a date like 2024-05-31T12:30:00Z, or a number`);
      return Number.NaN;
    }
    if (this.timeKind === null) this.timeKind = parsed.kind;
    else if (this.timeKind !== parsed.kind) {
      this.refuse(role, `"${text}" is a ${parsed.kind}, but the times before it are ${this.timeKind}s`);
    }
    return parsed.seconds;
  }

  private refuse(role: Role | '', message: string, line = this.line): void {
    this.problemCount += 1;
    if (this.problems.length >= PROBLEMS_LISTED) return;
    const path = role === '' ? '' : (this.names[role] ?? role).trim();
    this.problems.push({ file: this.file, path, message, line, column: 1 });
  }
}

/** A time with its unit, as a scenario writes it. */
function parseDuration(text: string): LogTime | null {
  const parsed = parseQuantity(text);
  if (!parsed.ok || !sameDimension(parsed.quantity.dimension, { s: 1 })) return null;
  return { kind: 'number', seconds: parsed.quantity.value };
}

function numberOf(known: Map<string, number>, name: string): number {
  let number = known.get(name);
  if (number === undefined) {
    number = known.size;
    known.set(name, number);
  }
  return number;
}
