import { Command } from 'commander';
import { RandomStreams } from '../engine/randomStreams.ts';
import { COMPARED_METRICS, comparePoints } from '../montecarlo/comparison.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { comparisonTable } from '../report/comparisonTable.ts';
import { chosenMetrics } from './chosenMetrics.ts';
import { type ComparedStudy, comparisonJson, comparisonText } from './comparisonView.ts';
import { UsageError } from './exit.ts';
import { withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { performStudy, type StudyRunOptions, withStudyOptions } from './studyRun.ts';
import { type LoadedPoints, loadScenarios } from './sweepOptions.ts';

interface CompareOptions extends StudyRunOptions {
  readonly baseline: string;
  readonly compared: readonly string[];
}

export function compareCommand(finish: (code: number) => void): Command {
  const command = new Command('compare').description(
    'what differs between the points of a sweep, or between scenarios, on the same luck: writes comparison.csv beside the study',
  );
  withStudyOptions(withScenarioOptions(command, '<scenarios...>'))
    .option(
      '--baseline <point>',
      'what the others are compared with: number of a point, or a value it sets',
      '0',
    )
    .option(
      '--compared <column>',
      `metric to compare, or all (repeatable; default: ${COMPARED_METRICS.join(', ')})`,
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    );
  withOutputOptions(command);
  command.addHelpText(
    'after',
    `
Examples:
  longrun compare llama3-405b-16k-h100 --sweep failures.set=llama3-2024,rsc-1,rsc-2 --baseline rsc-1
  longrun compare h100-128-node --sweep "checkpoint.interval=10 min..4 h log 6" -n 500
  longrun compare llama3-405b-16k-h100 llama3-405b-summer-grid -n 200 --compared total_cost_usd`,
  );
  return command.action(async (scenarios: readonly string[], options: CompareOptions) => {
    const loaded = loadScenarios(scenarios, options);
    const baseline = baselineOf(options.baseline, loaded);
    const metrics = chosenMetrics('--compared', options.compared, COMPARED_METRICS, loaded);
    const { confidence } = options;
    const analyse = (study: StudyTables): ComparedStudy => {
      const streams = new RandomStreams(loaded.base.scenario.study.seed);
      const comparisons = comparePoints(study, { baseline, metrics, confidence, streams });
      return { comparisons, tables: [comparisonTable(study, baseline, confidence, comparisons)] };
    };
    const code = await performStudy(loaded, options, analyse, {
      text: (result, effort, terminal) => comparisonText(loaded.base, result, baseline, effort, terminal),
      json: (result) => comparisonJson(loaded.base, result, baseline),
    });
    finish(code);
  });
}

function baselineOf(text: string, { points }: LoadedPoints): number {
  if (points.length < 2)
    throw new UsageError(
      'there is only one point, and nothing to compare it with; give --sweep or a second scenario',
    );
  if (/^\d+$/.test(text) && Number(text) < points.length) return Number(text);
  const named = points.flatMap(({ settings }, point) =>
    settings.some((setting) => setting.text === text) ? [point] : [],
  );
  if (named.length === 1) return named[0]!;
  const several =
    named.length > 1 ? `; several points set it: ${named.join(', ')}` : '; no point has it as a value';
  throw new UsageError(
    `--baseline ${text} is not one of the points 0 to ${points.length - 1}${several} (--dry-run lists them)`,
  );
}
