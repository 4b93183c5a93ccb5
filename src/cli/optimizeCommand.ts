import { Command } from 'commander';
import { searchAxes } from '../montecarlo/search/axisSearch.ts';
import { type ClosedForm, closedFormOf } from '../montecarlo/search/closedForm.ts';
import type { Finding } from '../montecarlo/search/finding.ts';
import { METRIC_NAMES } from '../montecarlo/search/objective.ts';
import { planHash, sha256 } from '../runtime/provenance.ts';
import { type SearchAnalysis, searchStudy } from '../runtime/searchStudy.ts';
import { compileScenario } from '../scenario/compile.ts';
import { EXIT } from './exit.ts';
import { formatNumber } from './format.ts';
import { optimumJson } from './optimizeJson.ts';
import {
  type LoadedSearch,
  loadSearch,
  type OptimizeOptions,
  refuseUnused,
  UNUSED_OPTIONS,
} from './optimizeOptions.ts';
import { optimumText, rangeText, stoppedText } from './optimizeView.ts';
import { withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { performStudy, withStudyOptions } from './studyRun.ts';
import { createTerminal } from './terminal.ts';

export function optimizeCommand(finish: (code: number) => void): Command {
  const command = new Command('optimize').description(
    'best value of a parameter under an objective, with the interval of the optimum and the closed form beside it, on the same luck at every point',
  );
  withScenarioOptions(command)
    .option(
      '--over <path=values>',
      'what to search: a range "low..high" (by its logarithm with "log" or over a decade; over whole numbers with "whole" or where the scenario takes no others), "0.5x..2x", or a list "a,b,c" (repeatable: searched in turn)',
      (value: string, before: readonly string[]) => [...before, value],
      [] as readonly string[],
    )
    .option(
      '--minimize <metric>',
      `a column of runs.csv, outcome.<name>, or one of ${Object.keys(METRIC_NAMES).join(', ')} (default: cost.total)`,
    )
    .option('--maximize <metric>', 'the same, to be made large');
  withOutputOptions(withStudyOptions(command));
  for (const option of command.options) {
    if (UNUSED_OPTIONS.some((name) => name === option.long)) option.hideHelp();
    if (option.long === '--name')
      option.description =
        'folder of this search under --out (default: made of scenario, axes and objective)';
  }
  command.addHelpText(
    'after',
    `
Examples:
  longrun optimize h100-128-node --over "checkpoint.interval=1 min..4 h" --minimize cost.total
  longrun optimize h100-128-node --over "checkpoint.interval=0.5x..2x" --set "checkpoint.interval=30 min" -n 500
  longrun optimize h100-128-node --over cluster.spares.hot=0..12 --minimize cost.total
  longrun optimize llama3-405b-16k-h100 --over "power.cap=14 MW..24 MW" --set power.curve=h100-clock -n 200
  longrun optimize llama3-405b-16k-h100 --over "power.cap=null,16 MW,18 MW,20 MW" --minimize carbon -n 200
  longrun optimize elastic-training --over "cluster.elastic=null,{minimum: 0.75},{minimum: 0.5}" --minimize time.wall
  longrun optimize h100-128-node --over "checkpoint.interval=1 min..4 h" --over cluster.spares.hot=0..12 -n 200

Writes curve.csv (the objective at every point) and optimum.csv (the interval by axis) beside the tables of a study.
Ctrl-C finishes what has begun, saves it and exits; the same command goes on from there, also with a larger -n.`,
  );
  return command.action(async (scenario: string, options: OptimizeOptions) => {
    refuseUnused(command);
    const loaded = loadSearch(scenario, options);
    const { base, own, axes, objective, replications, pointAt, uncertain } = loaded;
    const terminal = createTerminal(options);
    if (options.dryRun === true) {
      terminal.out(dryRunText(loaded));
      finish(EXIT.ok);
      return;
    }
    for (const axis of axes) terminal.note(`longrun: ${rangeText(axis)}`);
    const start = { ...pointAt([]), settings: own };
    const parameters = axes.map(({ path, unit }) => ({ path, unit }));
    const design = { base, points: [start], parameters, uncertain, isNested: false, overridden: true };
    const code = await performStudy<SearchAnalysis>(
      design,
      { ...options, name: options.name ?? folderName(loaded) },
      () => ({ tables: [], finding: null }),
      {
        text: (study, effort, screen) => {
          const { finding } = study.analysis;
          return finding === null
            ? stoppedText(study)
            : optimumText(base, study, finding, closedForms(loaded, finding), effort, screen);
        },
        json: (study) => {
          const { finding } = study.analysis;
          return optimumJson(base, study, finding, finding === null ? [] : closedForms(loaded, finding));
        },
      },
      (_design, studyOptions) => {
        const request = { base: start, parameters, uncertain, objective, replications, pointAt };
        const search = () => searchAxes(axes, options.confidence);
        return searchStudy({ ...request, search }, studyOptions);
      },
    );
    finish(code);
  });
}

/** A folder for each scenario, objective and set of axes. */
function folderName({ base, axes, objective }: LoadedSearch): string {
  const plan = sha256(JSON.stringify([planHash(base.tree), axes, objective])).slice(0, 8);
  return `${base.scenario.name}-optimize-${plan}`;
}

function dryRunText({ axes, replications, objective }: LoadedSearch): string {
  return [
    `${objective.goal} ${objective.metric}, ${formatNumber(replications)} replications at each point that the search asks for`,
    ...axes.map((axis) => `  ${rangeText(axis)}`),
  ].join('\n');
}

/** Of each axis, of the scenario with all axes at the point to take. */
function closedForms({ resolve }: LoadedSearch, { optimum }: Finding): (ClosedForm | null)[] {
  const input = compileScenario(resolve(optimum.point).scenario);
  return optimum.axes.map(({ path }) => closedFormOf(path, input));
}
