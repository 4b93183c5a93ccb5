import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { readText } from '../runtime/packageFiles.ts';
import { type ColumnChoice, parseColumnChoice } from '../scenario/failureLog/columns.ts';
import { failuresYaml } from '../scenario/failureLog/failuresYaml.ts';
import { type FitOptions, fitLog } from '../scenario/failureLog/fitLog.ts';
import { quantileTable } from '../scenario/failureLog/quantileTable.ts';
import { type FailureLog, readFailureLog } from '../scenario/failureLog/readLog.ts';
import { parseTime } from '../scenario/failureLog/timeText.ts';
import { ObservationError } from '../scenario/failureLog/window.ts';
import { formatProblem } from '../scenario/problems.ts';
import { parseQuantity, sameDimension } from '../scenario/units.ts';
import { EXIT, UsageError } from './exit.ts';
import { classesCsv, lawsCsv, quantilesCsv } from './fitTables.ts';
import { fitText, quantileText } from './fitView.ts';
import { share, wholeNumber, withOutputOptions } from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface CommandOptions extends TerminalOptions {
  readonly columns?: ColumnChoice;
  readonly timeUnit?: number;
  readonly from?: string;
  readonly to?: string;
  readonly nodes?: number;
  readonly age?: number | 'unknown';
  readonly merge?: number;
  readonly confidence: number;
  readonly skipBad?: boolean;
  readonly qq?: boolean;
  readonly qqCsv?: string;
  readonly csv?: string;
  readonly yaml?: string;
  readonly json?: boolean;
}

/** Quantiles of the table on the screen, and of the one in a file. */
const FEW = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
const MANY = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);

export function fitCommand(finish: (code: number) => void): Command {
  const command = new Command('fit')
    .description('failure rates, laws, lemons and drift from a log of failures, and the YAML of a scenario')
    .argument('<log>', 'CSV with a header: node, time (or start), class, end (of the repair)')
    .option(
      '--columns <role=header,…>',
      'other headers, like node=host,time=when,class=kind,end=repaired',
      columns,
    )
    .option('--time-unit <unit>', 'unit of times that are plain numbers, like h or ms (default: s)', unit)
    .option('--from <time>', 'start of the window in which nodes were watched (default: the first failure)')
    .option('--to <time>', 'end of the window (default: the last failure)')
    .option(
      '--nodes <count>',
      'nodes watched, with those that never failed (default: those in the log)',
      wholeNumber(1),
    )
    .option(
      '--age <time>',
      'age of the nodes at the start of the window, like "90 day"; or new, unknown',
      nodeAge,
    )
    .option('--merge <time>', 'failures of a class this close after the one before are one incident', time)
    .option('--confidence <share>', 'of the intervals; tests have the level 1 - confidence', share, 0.95)
    .option('--skip-bad', 'leave out rows that cannot be read, and tell them, instead of stopping')
    .option('--qq', 'also print quantiles as seen beside those of the laws')
    .option('--qq-csv <file>', 'write them as CSV')
    .option('--csv <folder>', 'write classes.csv, laws.csv and quantiles.csv')
    .option('--yaml <file>', 'write the YAML to a file too');
  withOutputOptions(command);
  return command.action((file: string, options: CommandOptions) => finish(fitFile(file, options)));
}

function fitFile(file: string, options: CommandOptions): number {
  const terminal = createTerminal(options);
  const log = readFailureLog(file, readText(file), {
    columns: options.columns ?? {},
    secondsPerUnit: options.timeUnit ?? 1,
    skipBad: options.skipBad ?? false,
  });
  if (log.bad.length > 0) {
    for (const problem of log.bad) terminal.error(formatProblem(problem));
    terminal.error('longrun: the rows above are left out');
  }
  const report = fitOrExplain(log, options);
  const yaml = failuresYaml(report);
  if (options.csv !== undefined) {
    writeFileAtomically(join(options.csv, 'classes.csv'), classesCsv(report));
    writeFileAtomically(join(options.csv, 'laws.csv'), lawsCsv(report));
    writeFileAtomically(join(options.csv, 'quantiles.csv'), quantilesCsv(quantileTable(report, MANY)));
    terminal.note(`longrun: classes.csv, laws.csv and quantiles.csv written to ${options.csv}`);
  }
  if (options.qqCsv !== undefined) {
    writeFileAtomically(options.qqCsv, quantilesCsv(quantileTable(report, MANY)));
    terminal.note(`longrun: quantiles written to ${options.qqCsv}`);
  }
  if (options.yaml !== undefined) {
    writeFileAtomically(options.yaml, [yaml]);
    terminal.note(`longrun: YAML written to ${options.yaml}`);
  }
  if (options.json === true) {
    // The survival curve has an entry per failure; the quantiles say as much in fewer words.
    const withoutCurves = (key: string, value: unknown) => (key === 'curve' ? undefined : value);
    const quantiles = [...quantileTable(report, FEW)];
    terminal.out(JSON.stringify({ schema: 'longrun-fit/1', ...report, quantiles, yaml }, withoutCurves));
    return EXIT.ok;
  }
  terminal.out(fitText(report));
  if (options.qq === true) terminal.out(`\n${quantileText(quantileTable(report, FEW))}`);
  terminal.out(`\n${yaml.trimEnd()}`);
  return EXIT.ok;
}

function fitOrExplain(log: FailureLog, options: CommandOptions) {
  const { confidence, merge: mergeSeconds = 0 } = options;
  const from = options.from === undefined ? undefined : windowEnd('--from', options.from, log, options);
  const to = options.to === undefined ? undefined : windowEnd('--to', options.to, log, options);
  const settings: FitOptions = {
    confidence,
    mergeSeconds,
    ...(from === undefined ? {} : { fromSeconds: from }),
    ...(to === undefined ? {} : { toSeconds: to }),
    ...(options.nodes === undefined ? {} : { nodes: options.nodes }),
    ...(options.age === undefined ? {} : { age: options.age }),
  };
  try {
    return fitLog(log, settings);
  } catch (error) {
    if (error instanceof ObservationError) throw new UsageError(`${log.file}: ${error.message}`);
    throw error;
  }
}

function windowEnd(option: string, text: string, log: FailureLog, options: CommandOptions): number {
  const parsed = parseTime(text.trim(), options.timeUnit ?? 1);
  const wanted =
    log.timeKind === 'date' ? 'a date like 2024-05-31T12:30:00Z' : 'a number like the times of the log';
  if (parsed === null) throw new UsageError(`${option} "${text}" is no time; it must be ${wanted}`);
  if (parsed.kind !== log.timeKind)
    throw new UsageError(`${option} "${text}" is a ${parsed.kind}; it must be ${wanted}`);
  return parsed.seconds;
}

function columns(text: string): ColumnChoice {
  const choice = parseColumnChoice(text);
  if (typeof choice === 'string') throw new InvalidArgumentError(choice);
  return choice;
}

function unit(text: string): number {
  const seconds = time(/^\d/.test(text) ? text : `1 ${text}`);
  if (seconds === 0) throw new InvalidArgumentError('it must be a unit of time, like h or ms.');
  return seconds;
}

function time(text: string): number {
  const parsed = parseQuantity(text);
  if (!parsed.ok || !sameDimension(parsed.quantity.dimension, { s: 1 }) || !(parsed.quantity.value >= 0)) {
    throw new InvalidArgumentError('it must be a time with its unit, like "5 min" or "90 day".');
  }
  return parsed.quantity.value;
}

function nodeAge(text: string): number | 'unknown' {
  if (text === 'unknown') return text;
  return text === 'new' ? 0 : time(text);
}
