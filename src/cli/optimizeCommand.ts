import { Command } from 'commander';
import { searchAxes } from '../montecarlo/search/axisSearch.ts';
import { type ClosedForm, closedFormOf } from '../montecarlo/search/closedForm.ts';
import type { Finding } from '../montecarlo/search/finding.ts';
import { METRIC_NAMES } from '../montecarlo/search/objective.ts';
import { expectedSeconds, sampleEffort } from '../runtime/effortSample.ts';
import { planHash, sha256 } from '../runtime/provenance.ts';
import { type SearchAnalysis, searchStudy } from '../runtime/searchStudy.ts';
import { defaultWorkers } from '../runtime/workerPool.ts';
import { compileScenario } from '../scenario/compile.ts';
import { EXIT } from './exit.ts';
import { formatDuration, formatNumber } from './format.ts';
import { optimumJson } from './optimizeJson.ts';
import { type LoadedSearch, loadSearch, type OptimizeOptions, UNUSED_OPTIONS } from './optimizeOptions.ts';
import { optimumText, rangeText, stoppedText } from './optimizeView.ts';
import { repeatable, withOutputOptions, withScenarioOptions } from './scenarioOptions.ts';
import { performStudy, withStudyOptions } from './studyRun.ts';
import { createTerminal } from './terminal.ts';
import { hideUnused, refuseUnused } from './unusedOptions.ts';

export function optimizeCommand(finish: (code: number) => void): Command {
  const command = new Command('optimize').description(
    'best value of a parameter under an objective, with the interval of the optimum and the closed form beside it, on the same luck at every point',
  );
  withScenarioOptions(command)
    .addOption(
      repeatable(
        '--over <path=values>',
        'what to search: a range "low..high" (by its logarithm with "log" or over a decade; over whole numbers with "whole" or where the scenario takes no others), "0.5x..2x", or a list "a,b,c" (repeatable: searched in turn)',
      ),
    )
    .option(
      '--minimize <metric>',
      `a column of runs.csv, outcome.<name>, or one of ${Object.keys(METRIC_NAMES).join(', ')} (default: cost.total)`,
    )
    .option('--maximize <metric>', 'the same, to be made large');
  withOutputOptions(withStudyOptions(command));
  hideUnused(command, UNUSED_OPTIONS);
  for (const option of command.options) {
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
    refuseUnused(
      command,
      UNUSED_OPTIONS,
      'optimize chooses its points itself and compares them on equally many replications; --over says what to search, -n how many replications each point has',
    );
    const loaded = loadSearch(scenario, options);
    const { base, own, axes, objective, replications, pointAt, uncertain } = loaded;
    const terminal = createTerminal(options);
    if (options.dryRun === true) {
      const workers = options.workers === 'auto' ? defaultWorkers() : options.workers;
      const planned = plannedSearch(loaded, workers);
      terminal.out(
        options.json === true ? JSON.stringify(dryRunJson(loaded, planned)) : dryRunText(loaded, planned),
      );
      finish(EXIT.ok);
      return;
    }
    for (const axis of axes) terminal.note(`longrun: ${rangeText(axis)}`);
    const start = { ...pointAt([]), settings: own };
    const parameters = axes.map(({ path, unit }) => ({ path, unit }));
    const design = {
      base,
      points: [start],
      parameters,
      uncertain,
      isNested: false,
      overridden: true,
      stored: base.tree,
    };
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

/** Points of a search of one range: nine to begin with, and as many again nearer to the optimum. */
const USUAL_POINTS = 18;

interface PlannedSearch {
  readonly points: number;
  readonly rows: number;
  readonly seconds: number;
  readonly workers: number;
}

/** About what a search would take; how many points it becomes follows from the results. */
function plannedSearch(
  { axes, replications, pointAt, base, uncertain }: LoadedSearch,
  workers: number,
): PlannedSearch {
  const sample = sampleEffort({ points: [pointAt([])], parameters: [], uncertain, stored: base.tree });
  const points = axes.length * USUAL_POINTS;
  const rows = points * replications;
  return { points, rows, seconds: expectedSeconds(sample, { points, replications: rows, workers }), workers };
}

function dryRunText(
  { axes, replications, objective }: LoadedSearch,
  { points, rows, seconds, workers }: PlannedSearch,
): string {
  return [
    `${objective.goal} ${objective.metric}, ${formatNumber(replications)} replications at each point that the search asks for`,
    ...axes.map((axis) => `  ${rangeText(axis)}`),
    `about ${points} points, ${formatNumber(rows)} rows of runs.csv and ${formatDuration(seconds, 2)} on ${workers} thread${workers === 1 ? '' : 's'}; how many it becomes follows from the results`,
  ].join('\n');
}

function dryRunJson({ axes, replications, objective, base }: LoadedSearch, planned: PlannedSearch): object {
  return {
    schema: 'longrun-dry-run/1',
    scenario: base.scenario.name,
    seed: base.scenario.study.seed,
    objective,
    over: axes.map(({ path }) => path),
    replications,
    about: planned,
  };
}

/** Of each axis, of the scenario with all axes at the point to take. */
function closedForms({ resolve }: LoadedSearch, { optimum }: Finding): (ClosedForm | null)[] {
  const input = compileScenario(resolve(optimum.point).scenario);
  return optimum.axes.map(({ path }) => closedFormOf(path, input));
}
