import { Command } from 'commander';
import { SimulationError } from '../engine/errors.ts';
import { RandomStreams } from '../engine/randomStreams.ts';
import { csv } from '../report/csv.ts';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { compileScenario } from '../scenario/compile.ts';
import { type RunRecord, TimeBucket } from '../simulation/record.ts';
import type { RunEvent } from '../simulation/runEvent.ts';
import { simulate } from '../simulation/simulate.ts';
import { drawnScenario } from './drawnScenario.ts';
import { EXIT } from './exit.ts';
import { formatClock, formatDuration, formatPercent } from './format.ts';
import {
  loadScenario,
  type ScenarioOptions,
  wholeNumber,
  withOutputOptions,
  withScenarioOptions,
} from './scenarioOptions.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';
import { sentence } from './traceSentences.ts';

interface TraceOptions extends ScenarioOptions, TerminalOptions {
  readonly replication: number;
  readonly csv?: string;
  readonly checkpoints?: boolean;
  readonly json?: boolean;
}

export function traceCommand(finish: (code: number) => void): Command {
  const command = new Command('trace').description('one replication, told event by event');
  withScenarioOptions(command)
    .option('-r, --replication <number>', 'which replication', wholeNumber(0), 0)
    .option('--checkpoints', 'also tell every checkpoint')
    .option('--csv <file>', 'write the events (with checkpoints) as CSV instead of printing them');
  withOutputOptions(command);
  return command.action((scenario: string, options: TraceOptions) => finish(trace(scenario, options)));
}

function trace(given: string, options: TraceOptions): number {
  const terminal = createTerminal(options);
  const { resolved, settings } = drawnScenario(loadScenario(given, options).resolved, options.replication);
  for (const { path, text } of settings) terminal.note(`longrun: drawn ${path}=${text}`);
  const streams = new RandomStreams(resolved.scenario.study.seed);
  streams.startReplication(options.replication);
  const events: RunEvent[] = [];
  let record: RunRecord | null = null;
  let failure: SimulationError | null = null;
  try {
    record = simulate(compileScenario(resolved.scenario), streams, (event) => events.push(event));
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    failure = error;
  }
  const code = failure === null ? EXIT.ok : EXIT.someFailed;
  if (failure !== null) terminal.error(`longrun: the replication failed: ${failure.message}`);
  events.sort((a, b) => a.seconds - b.seconds);
  if (options.csv !== undefined) {
    writeFileAtomically(
      options.csv,
      csv(
        ['time_s', 'event', 'node', 'what', 'expected_s', 'work_s'],
        events.map((event) => [
          event.seconds,
          event.event,
          event.node ?? null,
          event.what ?? null,
          event.expectedSeconds ?? null,
          event.workSeconds ?? null,
        ]),
      ),
    );
    terminal.note(`longrun: ${events.length} events written to ${options.csv}`);
    return code;
  }
  if (options.json === true) {
    terminal.out(
      JSON.stringify({
        schema: 'longrun-trace/1',
        scenario: resolved.scenario.name,
        seed: resolved.scenario.study.seed,
        replication: options.replication,
        outcome: record?.outcome ?? 'failed',
        events,
      }),
    );
    return code;
  }
  const { dim, red, green } = terminal.colors;
  for (const event of events) {
    if (event.event === 'checkpoint' && options.checkpoints !== true) continue;
    const text = sentence(event);
    const colour =
      event.event === 'fault' || event.event === 'hang'
        ? red
        : event.event === 'train' || event.event === 'end'
          ? green
          : String;
    terminal.out(`${dim(formatClock(event.seconds))}  ${colour(text)}`);
  }
  if (record === null) return code;
  const goodput = record.bucketSeconds[TimeBucket.productive]! / record.wallSeconds;
  terminal.out(
    `\n${record.outcome} after ${formatDuration(record.wallSeconds)}: goodput ${formatPercent(goodput)}, ` +
      `${record.interruptions} interruptions, ${record.checkpoints} checkpoints, ${record.repairs} repairs`,
  );
  return code;
}
