import { Command } from 'commander';
import { dataParallel } from '../model/step/layout.ts';
import { csv } from '../report/csv.ts';
import { writeFileAtomically } from '../runtime/fileSystem.ts';
import { type RankedLayout, searchLayouts } from '../scenario/layoutSearch.ts';
import { stackOf } from '../scenario/stackChoice.ts';
import { EXIT, UsageError } from './exit.ts';
import { formatDuration, formatNumber, formatPercent, table } from './format.ts';
import {
  loadScenario,
  type ScenarioOptions,
  wholeNumber,
  withOutputOptions,
  withScenarioOptions,
} from './scenarioOptions.ts';
import { stackText } from './stepView.ts';
import { createTerminal, type TerminalOptions } from './terminal.ts';

interface LayoutOptions extends ScenarioOptions, TerminalOptions {
  readonly phase: number;
  readonly top: number;
  readonly csv?: string;
  readonly json?: boolean;
}

export function layoutCommand(finish: (code: number) => void): Command {
  const command = new Command('layout').description('rank the parallel layouts that fit by step time');
  withScenarioOptions(command)
    .option('--phase <number>', 'which phase of the workload', wholeNumber(0), 0)
    .option('--top <count>', 'how many to show and write', wholeNumber(1), 20)
    .option('--csv <file>', 'also write them as CSV');
  withOutputOptions(command);
  return command.action((given: string, options: LayoutOptions) => {
    const terminal = createTerminal(options);
    const { scenario } = loadScenario(given, options, { checkLayout: false }).resolved;
    if (scenario.workload.phases[options.phase] === undefined) {
      throw new UsageError(
        `--phase ${options.phase} is not there; allowed: 0 to ${scenario.workload.phases.length - 1}`,
      );
    }
    const start = performance.now();
    let drawn = 0;
    const search = searchLayouts(scenario, options.phase, options.top, (done, total) => {
      const now = performance.now();
      if (!terminal.live || now - drawn < 100) return;
      drawn = now;
      process.stderr.write(`\r\u001b[2K${formatNumber(done)} of ${formatNumber(total)} widths`);
    });
    if (drawn > 0) process.stderr.write('\r\u001b[2K');
    const choice = stackOf(scenario);
    if (search === null || choice === null) {
      throw new UsageError(
        'the step-time model needs the full architecture and an accelerator it knows; see longrun explain',
      );
    }
    const seconds = (performance.now() - start) / 1000;
    if (options.csv !== undefined) writeFileAtomically(options.csv, layoutCsv(search.ranked));
    if (options.json === true) {
      terminal.out(
        JSON.stringify({ schema: 'longrun-layout/1', scenario: scenario.name, stack: choice, ...search }),
      );
    } else {
      terminal.out(
        table([
          [
            '',
            'tensor',
            'pipeline',
            'virtual',
            'context',
            'expert',
            'data',
            'micro',
            'zero',
            'recompute',
            'step',
            'MFU',
            'memory',
          ],
          ...search.ranked.map(({ layout, prediction }, index) => [
            `${index + 1}`,
            ...[layout.tensor, layout.pipeline, layout.virtualStages, layout.context, layout.expert].map(
              String,
            ),
            ...[dataParallel(layout), layout.microBatch, layout.zeroStage].map(String),
            layout.recompute,
            formatDuration(prediction.stepSeconds, 4),
            formatPercent(prediction.mfu),
            `${formatNumber(prediction.memory.totalBytes / 1e9, 3)} GB`,
          ]),
        ]),
      );
    }
    terminal.note(stackText(choice));
    terminal.note(
      `longrun: ${formatNumber(search.evaluated)} layouts in ${formatDuration(seconds)} ` +
        `(${formatNumber(search.evaluated / seconds, 3)}/s), ${formatNumber(search.tooLarge)} do not fit`,
    );
    if (search.ranked.length === 0)
      terminal.error('longrun: no layout fits; more GPUs or more memory per GPU are needed');
    finish(EXIT.ok);
  });
}

function layoutCsv(ranked: readonly RankedLayout[]): Generator<string> {
  const header = [
    'rank',
    'tensor',
    'pipeline',
    'virtual_stages',
    'context',
    'expert',
    'data',
    'micro_batch',
    'zero',
  ];
  return csv(
    [...header, 'recompute', 'step_time_s', 'mfu', 'mfu_full_attention', 'hfu', 'bubble_s', 'memory_gb'],
    ranked.map(({ layout, prediction }, index) => [
      index + 1,
      layout.tensor,
      layout.pipeline,
      layout.virtualStages,
      layout.context,
      layout.expert,
      dataParallel(layout),
      layout.microBatch,
      layout.zeroStage,
      layout.recompute,
      prediction.stepSeconds,
      prediction.mfu,
      prediction.mfuFullAttention,
      prediction.hfu,
      prediction.bubbleSeconds,
      prediction.memory.totalBytes / 1e9,
    ]),
  );
}
