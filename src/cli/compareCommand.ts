import { Command } from 'commander';
import { COMPARED_METRICS } from '../montecarlo/comparison.ts';
import type { StudyTables } from '../montecarlo/studyPoint.ts';
import { chosenMetrics, columnsOfPoints } from './chosenMetrics.ts';
import { areFolders, compareStudies, SIMULATING_OPTIONS } from './compareStudies.ts';
import { analyseComparison, baselineOf, type CompareOptions } from './comparison.ts';
import { comparisonJson, comparisonText } from './comparisonView.ts';
import { repeatable, withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { performStudy, withStudyOptions } from './studyRun.ts';
import { effortText } from './studyView.ts';
import { loadScenarios } from './sweepOptions.ts';

export function compareCommand(finish: (code: number) => void): Command {
  const command = new Command('compare').description(
    'what differs between the points of a sweep, between scenarios, or between finished studies, on the same luck: writes comparison.csv',
  );
  withStudyOptions(
    withScenarioOptions(
      command,
      '<scenarios...>',
      'scenarios to simulate, or folders of finished studies with the same seed, like results/NAME',
    ),
  )
    .option(
      '--baseline <point>',
      'what the others are compared with: number of a point, a value it sets, or a study',
      '0',
    )
    .addOption(
      repeatable(
        '--compared <column>',
        `metric to compare, or all (repeatable; default: ${COMPARED_METRICS.join(', ')})`,
      ),
    );
  withOutputOptions(command);
  command.addHelpText(
    'after',
    `
Examples:
  longrun compare llama3-405b-16k-h100 --sweep failures.set=llama3-2024,rsc-1,rsc-2 --baseline rsc-1
  longrun compare h100-128-node --sweep "checkpoint.interval=10 min..4 h log 6" -n 500
  longrun compare llama3-405b-16k-h100 llama3-405b-summer-grid -n 200 --compared total_cost_usd
  longrun compare results/before results/after              nothing is simulated; writes results/before-vs-after`,
  );
  return command.action(async (given: readonly string[], options: CompareOptions) => {
    if (areFolders(given)) {
      const simulating = SIMULATING_OPTIONS.filter(
        (name) => command.getOptionValueSource(name) === 'cli',
      ).map((name) => command.options.find((option) => option.attributeName() === name)?.long ?? name);
      finish(await compareStudies(given, options, simulating));
      return;
    }
    const loaded = loadScenarios(given, options);
    const { name: scenario, study } = loaded.base.scenario;
    const { seed } = study;
    const baseline = baselineOf(options.baseline, loaded.points);
    const metrics = chosenMetrics('--compared', options.compared, COMPARED_METRICS, () =>
      columnsOfPoints(loaded.points),
    );
    const { confidence } = options;
    const analyse = (tables: StudyTables) =>
      analyseComparison(tables, { seed, baseline, metrics, confidence });
    const about = { scenario, seed, baseline };
    const code = await performStudy(loaded, options, analyse, {
      text: (result, effort, terminal) =>
        comparisonText(result, { ...about, effort: effortText(seed, result, effort) }, terminal),
      json: (result) => comparisonJson(result, about),
    });
    finish(code);
  });
}
